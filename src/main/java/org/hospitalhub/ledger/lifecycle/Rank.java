package org.hospitalhub.ledger.lifecycle;

/**
 * Which queue of its lane and priority an order stands in. Within each queue {@code turn} alone decides, so that the best
 * order is the first entry of an index however many wait.
 */
public enum Rank {
    /** The step costs no request. Turn is when it falls due. */
    FREE(0),
    /** Asks again for an answer. Turn is when it is worth a request; it may be asked from its due time on. */
    QUESTION(1),
    /** A later step, or a repeated one. Turn is when it falls due. */
    CONTINUING(2),
    /** Was never tried. Turn is its place in a fair queue and may lie in the future; it is due at once. */
    FRESH(3);

    private final int number;

    Rank(int number) {
        this.number = number;
    }

    /** Returns the number in the column; the schema's indexes contain these numbers. */
    public int number() {
        return number;
    }
}
