package org.hospitalhub.ledger;

import java.util.Locale;

/** Where an order stands. Delivery of its answer is recorded apart. */
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

    /** Tells whether an order in this state goes no further by itself. */
    public boolean ended() {
        return this == COMPLETED || this == REFUSED || this == PARKED || this == CANCELLED;
    }

    /** Tells the word used outside. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
