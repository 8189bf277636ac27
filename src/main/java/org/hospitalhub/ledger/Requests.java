package org.hospitalhub.ledger;

import java.util.concurrent.atomic.AtomicInteger;

/** The requests that one try of a step may send: as many as its claim took permits for. Counts those that leave. */
public final class Requests {

    private final int most;
    private final AtomicInteger sent = new AtomicInteger();
    private volatile boolean answered;

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

    /** Records whether a request that is not harmless to repeat has an answer; false after one that refused it (401). */
    public void answered(boolean mayBeDone) {
        answered = mayBeDone;
    }

    /** Returns whether the service may have done what this try asks for, whatever fails afterwards. */
    public boolean mayBeDone() {
        return answered;
    }

    /** Returns how many requests have left. */
    public int sent() {
        return Math.min(sent.get(), most);
    }
}
