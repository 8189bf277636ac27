/** The embedded JMS broker and connections to external ones. */
@NullMarked
package org.hospitalhub.wiring.broker;

import org.jspecify.annotations.NullMarked;
