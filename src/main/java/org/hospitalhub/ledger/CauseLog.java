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
    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    /**
     * Begins with no line.
     *
     * @param log writes a line
     * @param ticks as {@link System#nanoTime}
     */
    public CauseLog(Consumer<String> log, LongSupplier ticks) {
        this.log = log;
        this.ticks = ticks;
    }

    /** The last line of a cause, when it was written, and how often the cause came since. */
    private record Line(String line, long at, long since) {}

    /**
     * Logs a cause, or counts it until the next line.
     *
     * @param cause what makes two lines the same
     * @param line the line, without personal data
     */
    public void tell(String cause, String line) {
        lines.compute(cause, (key, before) -> {
            long now = ticks.getAsLong();
            if (before != null && now - before.at() < PAUSE.toNanos()) {
                return new Line(line, before.at(), before.since() + 1);
            }
            log.accept(line + more(before == null ? 0 : before.since()));
            return new Line(line, now, 0);
        });
    }

    /** Logs a failure with the origin of its exception, which is the cause. */
    public void tell(String line, Throwable failure) {
        String whole = line + " (" + ExceptionTrace.of(failure) + ")";
        tell(whole, whole);
    }

    /** Logs what was counted for a minute, and forgets causes that came no more. */
    public void flush() {
        for (String cause : lines.keySet()) {
            lines.computeIfPresent(cause, (key, before) -> {
                long now = ticks.getAsLong();
                if (now - before.at() < PAUSE.toNanos()) {
                    return before;
                }
                if (before.since() == 0) {
                    return null;
                }
                log.accept(before.line() + more(before.since() - 1));
                return new Line(before.line(), now, 0);
            });
        }
    }

    private static String more(long others) {
        return others == 0 ? "" : " (and %d more since the last line)".formatted(others);
    }
}
