package org.hospitalhub.operations.health;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.ledger.CauseLog;
import org.hospitalhub.ledger.Outcome;
import org.slf4j.LoggerFactory;

/**
 * Learns from the steps of this node which services answer; no request is made only to find out. Any answer counts, a
 * refusal and a limit too; a service that was not tried for long counts as reachable.
 */
public final class ServiceReachability {

    /** Longer than the longest back-off: where an order still waits, a try comes sooner. */
    private static final Duration KNOWN = Duration.ofMinutes(30);

    private final CauseLog lines =
            new CauseLog(LoggerFactory.getLogger(ServiceReachability.class)::warn, System::nanoTime);
    private final Map<String, Silence> silent = new ConcurrentHashMap<>();
    private final InstantSource clock;

    public ServiceReachability(InstantSource clock) {
        this.clock = clock;
    }

    /** No answer from one moment on, tried last at the other. */
    private record Silence(Instant since, Instant tried) {}

    /** Learns from a tried step. */
    public void learn(String service, Outcome outcome) {
        Instant now = clock.instant();
        if (noAnswer(outcome)) {
            boolean newly = silent.put(service, new Silence(since(service, now), now)) == null;
            if (newly) {
                lines.tell(
                        service,
                        "%s %s gives no usable answer; its orders wait and will be retried"
                                .formatted(isLogIn(outcome) ? "The log-in of service" : "Service", service));
            }
        } else if (!sentNothing(outcome) && silent.remove(service) != null) {
            lines.tell(service + " again", "Service %s answers again".formatted(service));
        }
    }

    private Instant since(String service, Instant now) {
        Silence before = silent.get(service);
        return before == null ? now : before.since();
    }

    private static boolean noAnswer(Outcome outcome) {
        return outcome instanceof Outcome.Unsure
                || (outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.RETRY);
    }

    private static boolean isLogIn(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.refusal() != null;
    }

    private static boolean sentNothing(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.AGAIN;
    }

    /** Since when a service gives no usable answer; empty while it does. */
    public Optional<Instant> silentSince(String service) {
        return Optional.ofNullable(silent.get(service))
                .filter(silence -> clock.instant().isBefore(silence.tried().plus(KNOWN)))
                .map(Silence::since);
    }
}
