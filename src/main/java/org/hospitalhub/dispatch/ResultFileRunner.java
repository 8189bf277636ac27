package org.hospitalhub.dispatch;

import org.hospitalhub.ledger.Batches;

/** Runs a due result file through the routes. */
@FunctionalInterface
public interface ResultFileRunner {

    /** Writes the result file; an exception means that it was not written. */
    void run(Batches.Answer answer);
}
