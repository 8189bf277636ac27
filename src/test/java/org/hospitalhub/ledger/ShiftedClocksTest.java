package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Three nodes on one PostgreSQL whose clocks differ by seconds: what the service sees, by true time. */
class ShiftedClocksTest {

    private static final Duration LENGTH = Duration.ofMinutes(5);

    private final LedgerFixture stage = new LedgerFixture();
    private final List<Duration> ahead =
            new ArrayList<>(List.of(Duration.ZERO, Duration.ofSeconds(4), Duration.ofSeconds(-3)));
    private final List<Ledger> nodes = new ArrayList<>();
    private final List<Instant> arrivals = new ArrayList<>();
    private final Map<String, Instant> questions = new HashMap<>();
    private final PriorityQueue<Sent> onTheirWay =
            new PriorityQueue<>((a, b) -> a.back().compareTo(b.back()));
    private Duration shortestPause = Duration.ofDays(1);

    private record Sent(int node, ClaimedStep work, Instant back) {}

    @Test
    void theLimitAndThePauseHoldByTrueTimeWhateverTheClocksShow() {
        LedgerSettings settings = PostgresForTests.shared("shifted", LedgerContract.KEY);
        ahead.forEach(clock -> nodes.add(stage.open(settings, clock)));
        for (int i = 0; i < 120; i++) {
            nodes.get(0).acceptance().accept(stage.order("k" + i).order());
        }
        run(settings);
        nodes.forEach(Ledger::close);
        assertThat(mostInAWindow()).isLessThanOrEqualTo(5);
        assertThat(shortestPause).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        // 5 in 10.05 s and half a second on the way leave at most 142; the clocks must not cost more than a little.
        assertThat(arrivals).hasSizeGreaterThan(115);
    }

    private void run(LedgerSettings settings) {
        Random random = new Random(7);
        Instant end = stage.now().plus(LENGTH);
        boolean restarted = false;
        while (stage.now().isBefore(end)) {
            stage.advance(Duration.ofMillis(20 + random.nextInt(150)));
            while (!onTheirWay.isEmpty() && !onTheirWay.element().back().isAfter(stage.now())) {
                record(onTheirWay.remove(), random);
            }
            claim(random.nextInt(ahead.size()), random);
            if (!restarted && stage.now().isAfter(end.minusSeconds(150)) && onTheirWay.isEmpty()) {
                restarted = true;
                nodes.get(1).close();
                ahead.set(1, Duration.ofSeconds(-5));
                nodes.set(1, stage.open(settings, ahead.get(1)));
            }
        }
    }

    private void claim(int node, Random random) {
        Instant now = clock(node);
        if (nodes.get(node).claims().claim("svc", "node" + node, now) instanceof Claims.Claim.Claimed claimed) {
            ClaimedStep work = claimed.work();
            Instant arrived = stage.now().plusMillis(random.nextInt(200));
            arrivals.add(arrived);
            if ("poll".equals(work.step())) {
                Instant before = questions.put(work.order().id(), stage.now());
                if (before != null) {
                    Duration pause = Duration.between(before, stage.now());
                    shortestPause = pause.compareTo(shortestPause) < 0 ? pause : shortestPause;
                }
            }
            onTheirWay.add(new Sent(node, work, stage.now().plusMillis(200 + random.nextInt(300))));
        }
    }

    private void record(Sent sent, Random random) {
        Instant now = clock(sent.node());
        Outcome outcome = "submit".equals(sent.work().step())
                ? new Outcome.Next("poll", now.plusSeconds(10), null, null)
                : random.nextInt(3) == 0
                        ? stage.done("yes")
                        : new Outcome.Wait(now.plusSeconds(10), null, "not yet", null);
        nodes.get(sent.node()).claims().record(sent.work(), outcome, now);
    }

    private Instant clock(int node) {
        return stage.now().plus(ahead.get(node));
    }

    private int mostInAWindow() {
        List<Instant> sorted = arrivals.stream().sorted().toList();
        int most = 0;
        for (int from = 0, to = 0; to < sorted.size(); to++) {
            while (!sorted.get(from).plusSeconds(10).isAfter(sorted.get(to))) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }
}
