package org.hospitalhub.intake;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets a dropped file in only when nobody is writing it any more: it has not changed between two looks that are far
 * enough apart, no process is known to have it open for writing, and its end looks like an end (or it has been quiet for
 * long). It never waits; it remembers what it saw.
 */
final class SettledFiles {

    private static final Set<String> UNFINISHED = Set.of("tmp", "part", "filepart", "crdownload");
    private static final int TAIL = 1024;
    private static final int REMEMBERED = 10_000;

    private final IntakeSettings settings;
    private final OpenFiles open;
    private final Clock clock;
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

    SettledFiles(IntakeSettings settings, OpenFiles open, Clock clock) {
        this.settings = settings;
        this.open = open;
        this.clock = clock;
    }

    /** Tells whether a file may be read now. */
    boolean settled(Path file) {
        if (ignored(FileNames.of(file))) {
            return false;
        }
        try {
            Stamp stamp = Stamp.of(file);
            Duration quiet = look(file, stamp);
            if (!stamp.regular()) {
                // A link or a pipe has nothing to wait for; it is turned away.
                return true;
            }
            return quiet.compareTo(settings.settle()) >= 0
                    && (quiet.compareTo(settings.patience()) >= 0 || ends(file, stamp.size()))
                    && !open.writing(file);
        } catch (IOException e) {
            // Moved away since it was listed.
            seen.remove(file);
            return false;
        }
    }

    /** Tells how long a file has not changed, as far as it was watched. */
    Duration quiet(Path file) {
        Seen last = seen.get(file);
        return last == null ? Duration.ZERO : Duration.between(last.since(), clock.instant());
    }

    private Duration look(Path file, Stamp stamp) {
        Instant now = clock.instant();
        if (seen.size() > REMEMBERED) {
            seen.keySet().removeIf(Files::notExists);
        }
        Seen last = seen.compute(
                file, (path, before) -> before != null && before.stamp().equals(stamp) ? before : new Seen(stamp, now));
        return Duration.between(last.since(), now);
    }

    private static boolean ignored(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return name.startsWith(".") || UNFINISHED.contains(ending);
    }

    /** Looks at the last bytes: a JSON file ends with a bracket, lines end with a line feed. */
    private static boolean ends(Path file, long size) throws IOException {
        String name = FileNames.of(file).toLowerCase(Locale.ROOT);
        boolean json = name.endsWith(".json");
        if (size == 0 || !(json || name.endsWith(".csv") || name.endsWith(".ndjson"))) {
            return size > 0;
        }
        byte[] tail = new byte[(int) Math.min(size, TAIL)];
        try (RandomAccessFile reading = new RandomAccessFile(file.toFile(), "r")) {
            reading.seek(size - tail.length);
            reading.readFully(tail);
        }
        if (!json) {
            return tail[tail.length - 1] == '\n';
        }
        int last = tail.length - 1;
        while (last > 0 && Character.isWhitespace(tail[last])) {
            last--;
        }
        return tail[last] == '}' || tail[last] == ']';
    }

    private record Seen(Stamp stamp, Instant since) {}
}
