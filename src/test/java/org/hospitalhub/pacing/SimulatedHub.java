package org.hospitalhub.pacing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The side of a simulation that decides what is sent when: a model in memory, or the real ledger. */
public interface SimulatedHub {

    /** Takes new orders. */
    void accept(int orders, Instant now);

    /** Takes a permit and the best request of this moment. */
    Claim claim(Instant now);

    /**
     * Records what a request gave.
     *
     * @param answered whether a question had its answer; a submission is always taken
     */
    void record(Request request, boolean answered, Instant now);

    /** What a claim gave. */
    sealed interface Claim {}

    /**
     * A request to send now.
     *
     * @param order number of the order in the hub
     * @param question false for a submission
     */
    record Request(long order, boolean question) implements Claim {}

    /**
     * Nothing to send yet.
     *
     * @param next when something may be, null when nothing waits
     */
    record NotYet(@Nullable Instant next) implements Claim {}
}
