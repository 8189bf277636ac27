package org.hospitalhub.intake;

import org.hospitalhub.ledger.Address;
import org.jspecify.annotations.Nullable;

/**
 * A message that the intake sends.
 *
 * @param to its queue, correlation id and priority
 * @param order id of the order that it is about, null when there is none
 * @param body JSON
 */
record JmsReply(Address.Queue to, @Nullable String order, String body) {}
