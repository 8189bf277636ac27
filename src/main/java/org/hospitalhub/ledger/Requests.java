package org.hospitalhub.ledger;

import java.util.concurrent.atomic.AtomicInteger;

/** The requests that one try of a step may send: as many as its claim took permits for. Counts those that leave. */
public final class Requests {

    private final int most;
    private final AtomicInteger sent = new AtomicInteger();

    /** Allows so many requests. */
    public Requests(int most) {
        this.most = most;
    }

    /** Counts one more request that is about to leave; false when there is no permit left for it. */
    public boolean next() {
        return sent.incrementAndGet() <= most;
    }

    /** Returns whether there is a permit for one more. */
    public boolean mayLeave() {
        return sent.get() < most;
    }

    /** Returns how many requests have left. */
    public int sent() {
        return Math.min(sent.get(), most);
    }
}
