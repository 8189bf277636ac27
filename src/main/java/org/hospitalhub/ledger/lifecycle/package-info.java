/** The state machine of an order and what a recorded outcome makes of it; reads and writes nothing. */
@NullMarked
package org.hospitalhub.ledger.lifecycle;

import org.jspecify.annotations.NullMarked;
