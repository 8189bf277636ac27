package org.hospitalhub.ledger.lifecycle;

import org.hospitalhub.rules.Wording;

/**
 * The change of an order after a try.
 *
 * @param order the order after it
 * @param word the outcome's word in the history of attempts
 * @param detail what happened
 */
public record Transition(OrderRecord order, String word, Wording detail) {}
