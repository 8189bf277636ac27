package org.hospitalhub.dispatch;

import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;

/** Runs a claimed step through the routes. */
@FunctionalInterface
public interface StepRunner {

    /** Runs the step and returns its outcome; an exception counts as a failure of the hub itself. */
    Outcome run(ClaimedStep work);
}
