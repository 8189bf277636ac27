package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hospitalhub.pacing.Budget.Call;
import org.jspecify.annotations.Nullable;

/** What limit answers, the reserve and the client-wide pause do, in whatever sequence. */
class BudgetProperties {

    private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Property
    void theShareStaysBetweenOneAndTheLimitAndGrowsInQuietWindows(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 1_800) Integer> secondsBetween,
            @ForAll @IntRange(min = 1, max = 50) int limit,
            @ForAll boolean retryAfter) {
        Budget budget = budget(limit, 0, Duration.ZERO);
        BudgetState state = BudgetState.untouched(budget, START);
        Instant now = START;
        for (int seconds : secondsBetween) {
            int before = state.permits(budget, now);
            now = now.plusSeconds(seconds);
            int grown = state.permits(budget, now);
            assertThat(grown).isBetween(before, limit);
            @Nullable Duration asked = retryAfter ? Duration.ofSeconds(20) : null;
            BudgetState limited = state.limited(budget, now, asked, "limit", now);
            assertThat(limited.stopped(now)).isTrue();
            assertThat(limited.permits(budget, now)).isBetween(Math.max(1, grown / 2), Math.max(1, grown));
            state = limited;
        }
        assertThat(state.permits(budget, now.plus(MINUTE.multipliedBy(60)).plusSeconds(600)))
                .as("after an hour of peace the whole limit is back")
                .isEqualTo(limit);
    }

    @Property
    void repeatedLimitAnswersHalveTheShare(@ForAll @IntRange(min = 1, max = 8) int times) {
        Budget budget = budget(50, 0, Duration.ZERO);
        BudgetState state = BudgetState.untouched(budget, START);
        Instant now = START;
        for (int i = 0; i <= times; i++) {
            state = state.limited(budget, now, null, "limit", now);
            now = java.util.Objects.requireNonNull(state.stoppedUntil());
        }
        assertThat(state.permits(budget, now)).isEqualTo((int) Math.max(1, 50 / Math.pow(2, times)));
    }

    @Property(tries = 40)
    void ordinaryOrdersLeaveTheReserveToUrgentOnes(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int reserve) {
        Budget budget = budget(50, reserve, Duration.ZERO);
        List<Call> calls = new ArrayList<>();
        Random random = new Random(seed);
        Instant now = START;
        while (now.isBefore(START.plusSeconds(200))) {
            Permits permits = new Permits(budget, BudgetState.untouched(budget, START), calls, now);
            if (permits.ask(false, 1 + random.nextInt(99)) instanceof Permit.Granted) {
                assertThat(permits.inUse()).isLessThan(50 - reserve);
                calls.add(new Call(now, now, false));
            } else {
                assertThat(permits.ask(true, 1)).isInstanceOf(Permit.Granted.class);
            }
            now = now.plusMillis(random.nextInt(400));
        }
    }

    @Property(tries = 40)
    void questionsOfOneClientKeepTheirPause(@ForAll long seed) {
        Budget budget = budget(50, 0, Duration.ofSeconds(10));
        List<Call> calls = new ArrayList<>();
        Random random = new Random(seed);
        Instant now = START;
        @Nullable Instant last = null;
        while (now.isBefore(START.plusSeconds(300))) {
            Permits permits = new Permits(budget, BudgetState.untouched(budget, START), calls, now);
            if (permits.askQuestion() instanceof Permit.Granted) {
                assertThat(last == null || !now.isBefore(last.plusSeconds(10))).isTrue();
                Instant end = now.plusMillis(random.nextInt(3_000));
                calls.add(new Call(now, end, true));
                now = end;
                last = end;
            }
            now = now.plusMillis(random.nextInt(2_000));
        }
        assertThat(calls).hasSizeGreaterThan(18);
    }

    private static Budget budget(int limit, int reserve, Duration spacing) {
        return new Budget("n3", limit, MINUTE, Duration.ofMillis(50), reserve, spacing);
    }
}
