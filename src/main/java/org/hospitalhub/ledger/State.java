package org.hospitalhub.ledger;

import java.util.Locale;

/** The state of an order. Delivery of its answer is recorded apart. */
public enum State {
    /** Written down; no step was tried yet. */
    ACCEPTED,
    /** A step is being tried right now. */
    WORKING,
    /** The next step falls due later. */
    WAITING,
    /** The answer is known. */
    COMPLETED,
    /** The service or a rule said no; the findings say why. */
    REFUSED,
    /** Waits for a person. */
    PARKED,
    /** A person called it off. */
    CANCELLED;

    /** Returns whether an order in this state goes no further by itself. */
    public boolean ended() {
        return this == COMPLETED || this == REFUSED || this == PARKED || this == CANCELLED;
    }

    /** Returns the word used outside. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
