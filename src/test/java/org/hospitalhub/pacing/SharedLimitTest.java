package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.hospitalhub.pacing.Budget.Call;
import org.junit.jupiter.api.Test;

/** Another operator takes half of the federal limit for an hour, from minute 10 to minute 70. */
class SharedLimitTest {

    private static final Instant START = Simulation.START;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Budget BUDGET = new Budget("n3", 50, MINUTE, Duration.ofMillis(250), 0, Duration.ZERO);

    private final List<Instant> accepted = new ArrayList<>();
    private final List<Instant> limited = new ArrayList<>();

    @Test
    void itIsFollowedWithinTwoMinutesAndTheWholeLimitIsBackWithinFive() {
        play(Duration.ofMinutes(90));
        assertThat(share(12, 70)).as("of the half that is left").isBetween(0.6, 1.05);
        assertThat(limited.stream().filter(at -> at.isAfter(minute(12))).count())
                .as("limit answers in 58 minutes")
                .isLessThan(30);
        assertThat(between(minute(73), minute(90)) / 17.0).isGreaterThanOrEqualTo(48.5);
    }

    private double share(int from, int to) {
        return between(minute(from), minute(to)) / (25.0 * (to - from));
    }

    private long between(Instant from, Instant to) {
        return accepted.stream()
                .filter(at -> !at.isBefore(from) && at.isBefore(to))
                .count();
    }

    private static Instant minute(int minute) {
        return START.plus(MINUTE.multipliedBy(minute));
    }

    /** The service counts the requests of both that it took in the last minute. */
    private void play(Duration length) {
        Deque<Instant> window = new ArrayDeque<>();
        Deque<Call> calls = new ArrayDeque<>();
        BudgetState state = BudgetState.untouched(BUDGET, START);
        Instant other = minute(10);
        Instant now = START;
        while (now.isBefore(START.plus(length))) {
            while (!other.isAfter(now) && other.isBefore(minute(70))) {
                take(window, other);
                other = other.plusMillis(2_400);
            }
            Permit permit = new Permits(BUDGET, state, List.copyOf(calls), now).ask(false, 100);
            if (permit instanceof Permit.Held held) {
                now = held.until();
                continue;
            }
            calls.add(new Call(now, now.plusMillis(100), true));
            while (calls.size() > 200) {
                calls.remove();
            }
            if (take(window, now)) {
                accepted.add(now);
            } else {
                limited.add(now);
                state = state.limited(BUDGET, now, null, "limit", now.plusMillis(100));
            }
        }
    }

    private static boolean take(Deque<Instant> window, Instant now) {
        while (!window.isEmpty() && !window.element().isAfter(now.minus(MINUTE))) {
            window.remove();
        }
        return window.size() < 50 && window.add(now);
    }
}
