package org.hospitalhub.calls;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** The client that ships, patient enough for a slow machine. */
public final class GuardForTests {

    private static final Duration LONG = Duration.ofSeconds(30);

    private GuardForTests() {}

    /** Makes one with times that never end a good call. */
    public static GuardedHttpClient of(ScheduledExecutorService timer) {
        return of(timer, LONG);
    }

    /** Makes one that waits so long for an answer. */
    public static GuardedHttpClient of(ScheduledExecutorService timer, Duration patience) {
        return new GuardedHttpClient(
                new GuardedHttpClient.Limits(LONG, patience, patience, 20_000_000, false, false), timer);
    }
}
