package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Formats the progress of a batch as one line: bar, share, rate of the last minutes, budget of the service, expected end.
 * Each call passes the batch JSON of a moment; what the rate needs is kept.
 */
final class BatchProgressLine {

    private static final int WIDTH = 24;
    private static final Set<String> WORTH_TELLING = Set.of("refused", "parked", "cancelled");
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final ZoneId zone;
    private final Deque<Look> looks = new ArrayDeque<>();

    private record Look(Instant at, long ended) {}

    BatchProgressLine(ZoneId zone) {
        this.zone = zone;
    }

    /** Returns how a batch stands. */
    String line(JsonNode batch, Instant now) {
        long total = batch.path("total").asLong();
        long ended = batch.path("ended").asLong();
        looks.addLast(new Look(now, ended));
        while (looks.size() > 2 && looks.getFirst().at().isBefore(now.minus(REMEMBERED))) {
            looks.removeFirst();
        }
        StringBuilder line = new StringBuilder(bar(ended, total))
                .append(String.format(
                        Locale.ROOT, " %3d %%  %d of %d", total == 0 ? 0 : 100 * ended / total, ended, total));
        rate(line);
        budget(line, batch.path("budget"), now);
        expectedEnd(line, batch.path("expectedEnd"), now);
        counts(line, batch.path("counts"));
        return line.toString();
    }

    private static String bar(long ended, long total) {
        int full = total == 0 ? 0 : (int) (WIDTH * ended / total);
        return '[' + "#".repeat(full) + ".".repeat(WIDTH - full) + ']';
    }

    private void rate(StringBuilder line) {
        Look first = looks.getFirst();
        Look last = looks.getLast();
        long millis = Duration.between(first.at(), last.at()).toMillis();
        if (millis > 0) {
            line.append(String.format(Locale.ROOT, "  %.1f/min", (last.ended() - first.ended()) * 60_000.0 / millis));
        }
    }

    private static void budget(StringBuilder line, JsonNode budget, Instant now) {
        if (!budget.isObject()) {
            return;
        }
        line.append("  budget ")
                .append(budget.path("lastMinute").asInt())
                .append('/')
                .append(budget.path("limit").asInt());
        String stopped = budget.path("stoppedUntil").asText("null");
        if (!stopped.equals("null") && Instant.parse(stopped).isAfter(now)) {
            line.append(" stopped for ")
                    .append(rounded(Duration.between(now, Instant.parse(stopped))))
                    .append(" by the service");
        }
    }

    private void expectedEnd(StringBuilder line, JsonNode end, Instant now) {
        if (!end.isTextual()) {
            return;
        }
        Instant expected = Instant.parse(end.asText());
        if (expected.isAfter(now)) {
            line.append("  done about ")
                    .append(CLOCK.format(expected.atZone(zone)))
                    .append(" (in ")
                    .append(rounded(Duration.between(now, expected)))
                    .append(')');
        }
    }

    private static void counts(StringBuilder line, JsonNode counts) {
        for (Map.Entry<String, JsonNode> count : counts.properties()) {
            if (WORTH_TELLING.contains(count.getKey())) {
                line.append("  ")
                        .append(count.getKey())
                        .append(' ')
                        .append(count.getValue().asLong());
            }
        }
    }

    private static String rounded(Duration time) {
        long seconds = Math.max(1, time.toSeconds());
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200 ? Math.round(seconds / 60.0) + " min" : Math.round(seconds / 3600.0) + " h";
    }
}
