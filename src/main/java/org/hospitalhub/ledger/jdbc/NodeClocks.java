package org.hospitalhub.ledger.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.ledger.Uptime;
import org.hospitalhub.pacing.Budget.Call;
import org.jspecify.annotations.Nullable;

/**
 * Compares the clocks of the nodes that share a budget by the calls they wrote down, so that clocks that differ do no harm.
 *
 * <p>A stamp is never younger than the moment it is read at. So "my clock when I read it, minus the stamp" is never less than
 * how far this clock is ahead of the writer's, and the least of these differences comes within milliseconds of it while
 * both work. A foreign stamp plus that lead is the latest moment, by this clock, at which it can have been written: exact,
 * whatever the clocks show. The slowest clock then decides what is counted and what is due, so that a pause that
 * another node wrote down is never cut short. The clock of one run must not be put back; a run is measured again as long as it is
 * there, and forgotten with its last call.
 *
 * <p>A clock may be set between two runs of one machine. Beside the stamp stands the machine's own count of time since its boot:
 * calls of the same boot are exactly as old as that says. Where nothing proves the time (another boot, another machine), the
 * newest call of an earlier run is taken to have left when it is first read: a start then waits for what it cannot disprove, one
 * window at most.
 */
final class NodeClocks {

    /** Longer than a window and the pauses; how far clocks are apart is learned from runs whose newest call is younger. */
    private static final Duration COMPARED = Duration.ofMinutes(2);

    private final String run = UUID.randomUUID().toString();
    private final Map<String, Map<String, Duration>> leadsOfBudget = new ConcurrentHashMap<>();

    /**
     * A call as its node wrote it down.
     *
     * @param run the opened ledger that wrote it: a clock may have been set between two of them; null of before runs were noted
     * @param boot the boot of its machine, null where that is not known
     * @param leftUp milliseconds from that boot to when it left
     */
    record Stamped(
            Call call, @Nullable String run, @Nullable String boot, long leftUp) {
        private Instant newest() {
            return call.endedAt() == null ? call.leftAt() : call.endedAt();
        }
    }

    /**
     * Calls by the slowest clock.
     *
     * @param slowest what that clock shows now
     */
    record Compared(List<Call> calls, Instant slowest) {}

    /** Names this run in the calls it writes. */
    String run() {
        return run;
    }

    /**
     * Brings calls to one clock, and learns from them how far the others are apart.
     *
     * @param now read from this node's clock after the calls were read
     * @param up the machine's own count of time at that moment, null if unavailable
     */
    Compared compare(String budget, List<Stamped> calls, Instant now, @Nullable Uptime up) {
        Map<String, Duration> before = leadsOfBudget.getOrDefault(budget, Map.of());
        Map<String, Duration> leads = new HashMap<>();
        Map<String, Duration> young = new HashMap<>();
        for (Stamped call : calls) {
            if (!run.equals(call.run()) && !proven(call, up)) {
                String writer = writer(call);
                Duration lead = Duration.between(call.newest(), now);
                Duration least = leads.getOrDefault(writer, before.getOrDefault(writer, lead));
                leads.put(writer, lead.compareTo(least) < 0 ? lead : least);
                if (lead.compareTo(COMPARED) < 0) {
                    young.put(writer, leads.get(writer));
                }
            }
        }
        leadsOfBudget.put(budget, leads);
        // A run with only old calls says nothing about clock differences: it may be idle or stopped.
        Duration lag = young.values().stream().reduce(Duration.ZERO, NodeClocks::longer);
        return new Compared(
                calls.stream()
                        .map(call ->
                                moved(call.call(), ahead(call, leads, now, up).minus(lag)))
                        .toList(),
                now.minus(lag));
    }

    /** Returns how far this clock is ahead of the call's. */
    private Duration ahead(Stamped call, Map<String, Duration> leads, Instant now, @Nullable Uptime up) {
        if (run.equals(call.run())) {
            return Duration.ZERO;
        }
        if (up != null && proven(call, up)) {
            Instant left = now.minusMillis(up.millis() - call.leftUp());
            return Duration.between(call.call().leftAt(), left);
        }
        return leads.getOrDefault(writer(call), Duration.ZERO);
    }

    /** Returns whether the call is of the same boot of the same machine, so that its age is known however the clock was set since. */
    private static boolean proven(Stamped call, @Nullable Uptime up) {
        return up != null && up.boot().equals(call.boot()) && call.leftUp() <= up.millis();
    }

    private static String writer(Stamped call) {
        return call.run() == null ? "" : call.run();
    }

    private static Call moved(Call call, Duration by) {
        return by.isZero()
                ? call
                : new Call(
                        call.leftAt().plus(by),
                        call.endedAt() == null ? null : call.endedAt().plus(by),
                        call.question());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
