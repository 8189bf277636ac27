package org.hospitalhub.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.pacing.Budget.Call;
import org.jspecify.annotations.Nullable;

/**
 * Compares the clocks of the nodes that share a budget by the calls they wrote down, so that clocks that differ do no harm.
 *
 * <p>A stamp is never younger than the moment it is read at. So "my clock when I read it, minus the stamp" is never less than
 * how far this clock is ahead of the writer's, and the least of these differences comes within milliseconds of it while
 * both work. A foreign stamp plus that lead is the latest moment, by this clock, at which it can have been written: exact,
 * whatever the clocks show. What is counted and what is due is then told by the slowest of the clocks, so that a pause that
 * another node wrote down is never cut short. The clock of one run must not be put back; a run is measured anew as long as it is
 * there, and forgotten with its last call.
 */
final class NodeClocks {

    /** How far the clocks of two nodes may be apart; calls are looked for so much longer. */
    static final Duration APART = Duration.ofMinutes(1);

    private final String run = UUID.randomUUID().toString();
    private final Map<String, Map<String, Duration>> leadsOfBudget = new ConcurrentHashMap<>();

    /**
     * A call as its node wrote it down.
     *
     * @param node null when written before nodes were noted
     * @param run the opened ledger that wrote it: a clock may have been set between two of them
     */
    record Stamped(
            Call call, @Nullable String node, @Nullable String run) {
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
     */
    Compared compare(String budget, List<Stamped> calls, String node, Instant now) {
        Map<String, Duration> before = leadsOfBudget.getOrDefault(budget, Map.of());
        Map<String, Duration> leads = new HashMap<>();
        for (Stamped call : calls) {
            String writer = call.run();
            if (writer != null && !isOwn(call, node)) {
                Duration lead = Duration.between(call.newest(), now);
                Duration least = leads.getOrDefault(writer, before.getOrDefault(writer, lead));
                leads.put(writer, lead.compareTo(least) < 0 ? lead : least);
            }
        }
        leadsOfBudget.put(budget, leads);
        Duration lag = leads.values().stream().reduce(Duration.ZERO, NodeClocks::longer);
        return new Compared(
                calls.stream()
                        .map(call -> moved(
                                call.call(),
                                leads.getOrDefault(call.run() == null ? "" : call.run(), Duration.ZERO)
                                        .minus(lag)))
                        .toList(),
                now.minus(lag));
    }

    /** One node has one clock; between two of its runs the same one went on. */
    private boolean isOwn(Stamped call, String node) {
        return run.equals(call.run()) || Objects.equals(Columns.cut(node, 200), call.node());
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
