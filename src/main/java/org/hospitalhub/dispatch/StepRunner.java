package org.hospitalhub.dispatch;

import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Work;

/** Runs a claimed step through the routes. */
@FunctionalInterface
public interface StepRunner {

    /** Tries the step and says what happened; an exception counts as a failure of the hub itself. */
    Outcome run(Work work);
}
