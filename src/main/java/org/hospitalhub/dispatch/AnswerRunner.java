package org.hospitalhub.dispatch;

import org.hospitalhub.ledger.Batches;

/** One pass of a due result file through the routes. */
@FunctionalInterface
public interface AnswerRunner {

    /** Writes the result file; an exception means that it was not written. */
    void run(Batches.Answer answer);
}
