package org.hospitalhub.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * One line in the log for each cause at once, then one a minute at most that says how many more there were: ten thousand orders
 * that stop for one reason are one line, and none of them is kept quiet.
 */
public final class CauseLog {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Consumer<String> log;
    private final LongSupplier ticks;
    private final Map<String, Told> told = new ConcurrentHashMap<>();

    /**
     * Begins with nothing told.
     *
     * @param log writes a line
     * @param ticks as {@link System#nanoTime}
     */
    public CauseLog(Consumer<String> log, LongSupplier ticks) {
        this.log = log;
        this.ticks = ticks;
    }

    /** When a cause was told last, and how often it came since. */
    private record Told(String line, long at, long since) {}

    /**
     * Tells of a cause, or counts it until the next line.
     *
     * @param cause what makes two lines the same
     * @param line the line, without personal data
     */
    public void tell(String cause, String line) {
        told.compute(cause, (key, before) -> {
            long now = ticks.getAsLong();
            if (before != null && now - before.at() < PAUSE.toNanos()) {
                return new Told(line, before.at(), before.since() + 1);
            }
            log.accept(line + more(before == null ? 0 : before.since()));
            return new Told(line, now, 0);
        });
    }

    /** Tells of what was counted since a minute, and forgets causes that came no more. */
    public void flush() {
        for (String cause : told.keySet()) {
            told.computeIfPresent(cause, (key, before) -> {
                long now = ticks.getAsLong();
                if (now - before.at() < PAUSE.toNanos()) {
                    return before;
                }
                if (before.since() == 0) {
                    return null;
                }
                log.accept(before.line() + more(before.since() - 1));
                return new Told(before.line(), now, 0);
            });
        }
    }

    private static String more(long others) {
        return others == 0 ? "" : " (and %d more since the last line)".formatted(others);
    }
}
