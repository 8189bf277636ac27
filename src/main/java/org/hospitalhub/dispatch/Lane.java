package org.hospitalhub.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Claims.Claim;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes the steps of one service, or of delivery: claims what falls due, runs the step, records its outcome.
 *
 * <p>Holds no order in memory while it waits; the ledger keeps everything.
 */
final class Lane {

    private static final Logger log = LoggerFactory.getLogger(Lane.class);

    private final String name;
    private final String node;
    private final Claims claims;
    private final StepRunner runner;
    private final InstantSource clock;

    Lane(String name, String node, Claims claims, StepRunner runner, InstantSource clock) {
        this.name = name;
        this.node = node;
        this.claims = claims;
        this.runner = runner;
        this.clock = clock;
    }

    String name() {
        return name;
    }

    Claim claim(int most) {
        return claims.claim(name, node, clock.instant(), most);
    }

    /** Records the outcome of a step that was run; false when the claim was lost meanwhile. */
    boolean record(ClaimedStep work, Outcome outcome) {
        boolean recorded = claims.record(work, outcome, clock.instant());
        if (!recorded) {
            log.warn(
                    "Order {}: the outcome of attempt {} was too late and was not recorded",
                    work.order().id(),
                    work.attempt());
        }
        return recorded;
    }

    /** Runs a claimed step; an exception becomes an outcome, too. */
    Outcome run(ClaimedStep work) {
        try {
            return runner.run(work);
        } catch (RuntimeException broken) {
            // The message of an unforeseen exception may carry patient data: only its origin is logged.
            log.error(
                    "Order {}: step {} failed with an unexpected error: {}",
                    work.order().id(),
                    work.step(),
                    ExceptionTrace.of(broken));
            return FailureClassifier.unexpected(broken);
        }
    }

    /** Returns how long to wait before the next claim: until the next step falls due, at most {@code longest}. */
    static Duration timeToNextClaim(Claim.NotYet notYet, Instant now, Duration longest) {
        return Optional.ofNullable(notYet.next())
                .map(next -> Duration.between(now, next))
                .filter(wait -> wait.compareTo(longest) < 0)
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .orElse(longest);
    }

    /** Returns the problem of a step that failed with an unexpected exception. */
    static Problem unexpectedProblem(Throwable broken) {
        return Problem.of(
                FailureClassifier.UNEXPECTED,
                FailureClassifier.UNEXPECTED,
                broken.getClass().getSimpleName());
    }
}
