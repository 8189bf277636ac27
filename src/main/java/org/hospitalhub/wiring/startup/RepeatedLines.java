package org.hospitalhub.wiring.startup;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** The lines that libraries logged in the last minute. */
final class RepeatedLines {

    private static final long PAUSE = Duration.ofMinutes(1).toNanos();
    private static final int LONGEST = 200;
    private static final int MOST = 1_000;

    /** Numbers of tries, ports, and the identities of objects differ in lines that say the same. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9a-f]*[0-9][0-9a-f]*");

    private final LongSupplier ticks;
    private final Map<String, Long> logged = new ConcurrentHashMap<>();

    /**
     * Begins without lines.
     *
     * @param ticks as {@link System#nanoTime}
     */
    RepeatedLines(LongSupplier ticks) {
        this.ticks = ticks;
    }

    /**
     * Returns whether a logger did not say the same within the last minute, and notes the line if so; any line is new while there
     * are too many to note.
     */
    boolean isNew(String logger, String line) {
        long now = ticks.getAsLong();
        if (logged.size() >= MOST) {
            logged.values().removeIf(at -> now - at >= PAUSE);
            if (logged.size() >= MOST) {
                return true;
            }
        }
        String same = NUMBERS.matcher(line.substring(0, Math.min(LONGEST, line.length())))
                .replaceAll("");
        AtomicBoolean fresh = new AtomicBoolean();
        logged.compute(logger + " " + same, (key, before) -> {
            fresh.set(before == null || now - before >= PAUSE);
            return fresh.get() || before == null ? now : before;
        });
        return fresh.get();
    }
}
