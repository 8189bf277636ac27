package org.hospitalhub.ledger;

/**
 * Ends a step in the middle of its route with a known outcome. The failure route of steps takes the outcome out; nothing
 * went wrong in the program.
 */
public final class StepEndedException extends RuntimeException {

    private final transient Outcome outcome;

    /** Carries the outcome; without a stack trace, since it is no fault. */
    public StepEndedException(Outcome outcome) {
        super("the step ended with " + outcome.getClass().getSimpleName(), null, false, false);
        this.outcome = outcome;
    }

    /** Returns the outcome of the step. */
    public Outcome outcome() {
        return outcome;
    }
}
