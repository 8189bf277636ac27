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
import org.hospitalhub.pacing.Budget.Call;

/** The limit as the service counts it, whatever the network and the demand do. */
class PermitsProperties {

    private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
    private static final Budget BUDGET =
            new Budget("n3", 50, Duration.ofSeconds(60), Duration.ofMillis(100), 0, Duration.ZERO);

    private final List<Call> calls = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();

    @Property(tries = 60)
    void noWindowAtTheServiceHoldsMoreThanTheLimit(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20_000) int latency) {
        Random random = new Random(seed);
        Instant now = START;
        while (now.isBefore(START.plusSeconds(400))) {
            int waiting = random.nextInt(200);
            now = ask(now, waiting, random.nextInt(latency) + 1, random, random.nextInt(10) == 0)
                    .plusMillis(random.nextInt(300));
        }
        assertThat(mostInAWindow()).isLessThanOrEqualTo(50);
    }

    @Property(tries = 20)
    void aBacklogUsesTheLimit(@ForAll long seed) {
        Random random = new Random(seed);
        Instant now = START;
        while (now.isBefore(START.plusSeconds(1_200))) {
            now = ask(now, 1_000, 50 + random.nextInt(150), random, false);
        }
        long steady = arrivals.stream().filter(at -> at >= 600_000).count();
        assertThat(steady / 10.0).isGreaterThanOrEqualTo(49.0);
        assertThat(mostInAWindow()).isLessThanOrEqualTo(50);
    }

    /** Asks once; gives the moment to ask again. Some calls end without anybody noting it, as in a crash. */
    private Instant ask(Instant now, int waiting, int latency, Random random, boolean urgent) {
        calls.removeIf(call -> call.leftAt().isBefore(now.minusSeconds(900)));
        Permits permits = new Permits(BUDGET, BudgetState.untouched(BUDGET, START), known(now), now);
        Permit permit = waiting == 0 ? new Permit.Held(now.plusMillis(50), "idle") : permits.ask(urgent, waiting);
        if (permit instanceof Permit.Held held) {
            return held.until();
        }
        calls.add(new Call(now, now.plusMillis(latency), false));
        arrivals.add(Duration.between(START, now).toMillis() + random.nextInt(latency + 1));
        return now;
    }

    /** A call whose answer is not there yet has no end. */
    private List<Call> known(Instant now) {
        return calls.stream()
                .map(call -> call.endedAt() != null && call.endedAt().isAfter(now)
                        ? new Call(call.leftAt(), null, call.question())
                        : call)
                .toList();
    }

    private int mostInAWindow() {
        List<Long> sorted = arrivals.stream().sorted().toList();
        int most = 0;
        for (int from = 0, to = 0; to < sorted.size(); to++) {
            while (sorted.get(to) - sorted.get(from) >= 60_000) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
