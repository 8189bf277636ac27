package org.hospitalhub.operations.screens;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hospitalhub.ledger.Numbers;
import org.jspecify.annotations.Nullable;

/** The bar chart of orders that ended in each of the last 24 hours; counted at most twice a minute. */
final class FinishedOrdersChart {

    static final int HOURS = 24;
    static final int HEIGHT = 100;
    private static final Duration FRESH = Duration.ofSeconds(30);
    /** An outcome is written some moments after it happened. */
    private static final Duration LATE = Duration.ofMinutes(2);

    private final Numbers numbers;
    private final InstantSource clock;
    private final SortedMap<Instant, Long> ended = new TreeMap<>();
    private @Nullable Instant counted;
    private @Nullable Picture picture;

    FinishedOrdersChart(Numbers numbers, InstantSource clock) {
        this.numbers = numbers;
        this.clock = clock;
    }

    /** The picture. */
    record Picture(List<Bar> bars, long most, long total, Instant at) {}

    /**
     * One hour.
     *
     * @param hour hour of the day where the hub stands
     * @param height of {@value HEIGHT}
     */
    record Bar(int x, int hour, long orders, long height) {}

    synchronized Picture picture() {
        Instant now = clock.instant();
        if (picture == null || now.isAfter(picture.at().plus(FRESH))) {
            picture = draw(now);
        }
        return picture;
    }

    private Picture draw(Instant now) {
        Instant first = now.truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1, ChronoUnit.HOURS);
        // What an hour brought is counted when it is over, and then kept.
        Instant since = counted == null || counted.isBefore(first) ? first : counted;
        ended.headMap(first).clear();
        ended.tailMap(since).clear();
        ended.putAll(numbers.endedByHour(since));
        counted = now.minus(LATE).truncatedTo(ChronoUnit.HOURS);
        long most = ended.values().stream().mapToLong(Long::longValue).max().orElse(0);
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < HOURS; i++) {
            Instant hour = first.plus(i, ChronoUnit.HOURS);
            long orders = ended.getOrDefault(hour, 0L);
            long height = most == 0 ? 0 : Math.max(orders == 0 ? 0 : 1, orders * HEIGHT / most);
            bars.add(new Bar(i, hour.atZone(ZoneId.systemDefault()).getHour(), orders, height));
        }
        long total = ended.values().stream().mapToLong(Long::longValue).sum();
        return new Picture(List.copyOf(bars), most, total, now);
    }
}
