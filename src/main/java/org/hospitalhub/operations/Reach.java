package org.hospitalhub.operations;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.ledger.Outcome;

/**
 * Whether the services answer, learned from the steps that this node tries: no call is made only to find out. Any answer
 * counts, a refusal and a limit too; a service that was not tried for long is taken to be there.
 */
final class Reach {

    /** Longer than the longest back-off: where an order still waits, a try comes sooner. */
    private static final Duration KNOWN = Duration.ofMinutes(30);

    private final Map<String, Silence> silent = new ConcurrentHashMap<>();
    private final InstantSource clock;

    Reach(InstantSource clock) {
        this.clock = clock;
    }

    /** No answer from one moment on, tried last at the other. */
    private record Silence(Instant since, Instant tried) {}

    /** Learns from a tried step. */
    void learn(String service, Outcome outcome) {
        Instant now = clock.instant();
        if (noAnswer(outcome)) {
            silent.compute(service, (name, before) -> new Silence(before == null ? now : before.since(), now));
        } else if (!sentNothing(outcome)) {
            silent.remove(service);
        }
    }

    private static boolean noAnswer(Outcome outcome) {
        return outcome instanceof Outcome.Unsure
                || (outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.RETRY);
    }

    private static boolean sentNothing(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.AGAIN;
    }

    /** Since when a service gives no usable answer; empty while it does. */
    Optional<Instant> silentSince(String service) {
        return Optional.ofNullable(silent.get(service))
                .filter(silence -> clock.instant().isBefore(silence.tried().plus(KNOWN)))
                .map(Silence::since);
    }
}
