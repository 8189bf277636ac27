package org.hospitalhub.operations.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/**
 * Limits failed log-ins: ten for a name from one address, or fifty from one address, block that way for five minutes.
 * Counted by address, so that a stranger cannot lock out the night shift.
 */
final class LoginAttemptLimit {

    private static final Duration CLOSED = Duration.ofMinutes(5);
    private static final int PER_NAME = 10;
    private static final int PER_ADDRESS = 50;
    private static final int REMEMBERED = 10_000;

    private final InstantSource clock;
    private final Map<String, Count> counts = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<String, Count> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Count(int wrong, Instant since) {}

    /** The door is closed for a while. */
    static final class TooManyException extends AuthenticationException {
        private final long seconds;

        TooManyException(Duration closed) {
            super("too many wrong log-ins");
            this.seconds = closed.toSeconds() + 1;
        }

        /** Returns after how many seconds the door is open again. */
        long retryAfter() {
            return seconds;
        }
    }

    LoginAttemptLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** Throws {@link TooManyException} while the door is closed. */
    synchronized void check(Authentication login) {
        String address = address(login);
        String name = address + '|' + login.getName();
        if (wrong(address) >= PER_ADDRESS) {
            throw new TooManyException(closed(address));
        }
        if (wrong(name) >= PER_NAME) {
            throw new TooManyException(closed(name));
        }
    }

    synchronized void wrongPassword(Authentication login) {
        String address = address(login);
        count(address);
        count(address + '|' + login.getName());
    }

    /** Counts a refused log-in that went by another service; false when this address had so many that no more are written down. */
    synchronized boolean count(String address, String what) {
        String door = address + '|' + what;
        boolean few = wrong(door) < PER_ADDRESS;
        if (few) {
            count(door);
        }
        return few;
    }

    synchronized void rightPassword(Authentication login) {
        counts.remove(address(login) + '|' + login.getName());
    }

    private int wrong(String door) {
        Count count = counts.get(door);
        return count == null || clock.instant().isAfter(count.since().plus(CLOSED)) ? 0 : count.wrong();
    }

    private Duration closed(String door) {
        Count count = Objects.requireNonNull(counts.get(door));
        return Duration.between(clock.instant(), count.since().plus(CLOSED));
    }

    private void count(String door) {
        Instant now = clock.instant();
        int wrong = wrong(door);
        Count before = counts.get(door);
        counts.put(door, new Count(wrong + 1, wrong == 0 || before == null ? now : before.since()));
    }

    private static String address(Authentication login) {
        return login.getDetails() instanceof WebAuthenticationDetails details ? details.getRemoteAddress() : "";
    }
}
