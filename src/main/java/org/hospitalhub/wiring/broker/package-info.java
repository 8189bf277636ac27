/** The embedded JMS broker and the way to another one. */
@NullMarked
package org.hospitalhub.wiring.broker;

import org.jspecify.annotations.NullMarked;
