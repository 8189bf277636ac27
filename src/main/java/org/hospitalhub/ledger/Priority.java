package org.hospitalhub.ledger;

import java.util.Locale;

/** Rank of an order among those that are due: urgent ones are sent first. */
public enum Priority {
    /** Before everything else; takes the next free permit. */
    URGENT,
    /** The usual one for single orders. */
    NORMAL,
    /** Files and nightly work. */
    BATCH;

    /** Returns the word used outside: {@code urgent}, {@code normal}, {@code batch}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a JMSPriority (JMS 2.0 §3.4.10): 0–3 batch, 4–6 normal, 7–9 urgent. */
    public static Priority ofJms(int priority) {
        return priority <= 3 ? BATCH : priority <= 6 ? NORMAL : URGENT;
    }
}
