package org.hospitalhub.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.hospitalhub.calls.Request;
import org.hospitalhub.pacing.SimulatedHub;

/**
 * A hub that is given an urgent order now and then. Notes how long each waits for its submission, unless another urgent
 * request took the permit, and whether one that is not urgent ever did.
 */
final class OccasionalUrgentOrders implements SimulatedHub {

    private final LedgerHub hub;
    private final Random random = new Random(1);
    private final Map<String, Instant> waiting = new HashMap<>();
    private final List<Duration> waits = new ArrayList<>();
    private final Set<String> urgent = new HashSet<>();
    private int overtaken;
    private Instant next;

    OccasionalUrgentOrders(LedgerHub hub, Instant first) {
        this.hub = hub;
        this.next = first;
    }

    /** Requests that were not urgent and left while an urgent order waited. */
    int overtaken() {
        return overtaken;
    }

    List<Duration> waits() {
        return waits;
    }

    Duration ninetyNinthPercentile() {
        List<Duration> sorted = waits.stream().sorted().toList();
        return sorted.get((int) (0.99 * (sorted.size() - 1)));
    }

    @Override
    public void accept(int orders, Instant now) {
        hub.accept(orders, now);
    }

    @Override
    public Claim claim(Instant now) {
        if (!now.isBefore(next)) {
            String id = hub.acceptUrgent(now);
            urgent.add(id);
            waiting.put(id, now);
            next = now.plusMillis(2_000 + random.nextInt(14_000));
        }
        Claim claim = hub.claim(now);
        if (claim instanceof Request request) {
            left(hub.idOf(request), now);
            return request;
        }
        Instant later = ((NotYet) claim).next();
        return new NotYet(later == null || later.isAfter(next) ? next : later);
    }

    private void left(String id, Instant now) {
        Instant since = waiting.remove(id);
        if (since != null) {
            waits.add(Duration.between(since, now));
        } else if (urgent.contains(id)) {
            waiting.clear();
        } else {
            overtaken += waiting.size();
        }
    }

    @Override
    public void record(Request request, boolean answered, Instant now) {
        hub.record(request, answered, now);
    }
}
