/** Accepts work: dropped files, JMS messages and HTTP calls become orders. */
@NullMarked
package org.hospitalhub.intake;

import org.jspecify.annotations.NullMarked;
