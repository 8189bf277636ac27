package org.hospitalhub.intake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether a dropped file is complete: it has not changed between two checks that are far enough apart, no process is
 * known to have it open for writing, and its last bytes look like an end (or it has been unchanged for long). Never waits, but
 * remembers the state of files between scans.
 */
final class StableFiles {

    private static final Set<String> UNFINISHED = Set.of("tmp", "part", "filepart", "crdownload", "camellock");
    private static final int TAIL = 1024;
    /** Number of remembered files from which those that are gone are forgotten; checking all of them is expensive. */
    private static final int REMEMBERED = 10_000;

    private static final Duration TIDY = Duration.ofMinutes(1);

    private final IntakeSettings settings;
    private final OpenFiles open;
    private final Clock clock;
    private final Map<Path, Seen> seen = new ConcurrentHashMap<>();
    private volatile Instant tidied;

    StableFiles(IntakeSettings settings, OpenFiles open, Clock clock) {
        this.settings = settings;
        this.open = open;
        this.clock = clock;
        this.tidied = clock.instant();
    }

    /** Returns whether a file may be read now. */
    boolean isStable(Path file) {
        if (isUnfinished(FileNames.nameOf(file))) {
            return false;
        }
        try {
            FileVersion version = FileVersion.of(file);
            Duration quiet = look(file, version);
            if (!version.regular()) {
                // There is nothing to wait for at a link or a pipe; it is rejected.
                return true;
            }
            return quiet.compareTo(settings.settle()) >= 0
                    && (quiet.compareTo(settings.patience()) >= 0 || ends(file, version.size()))
                    && !open.isOpenForWriting(file);
        } catch (IOException e) {
            // Moved away since it was listed.
            seen.remove(file);
            return false;
        }
    }

    /** Returns how long a file has not changed, as far as it was watched. */
    Duration unchangedFor(Path file) {
        Seen last = seen.get(file);
        return last == null ? Duration.ZERO : Duration.between(last.since(), clock.instant());
    }

    private Duration look(Path file, FileVersion version) {
        Instant now = clock.instant();
        tidy(now);
        Seen last = seen.compute(
                file, (path, before) -> before != null && before.is(version, now) ? before : new Seen(version, now));
        return Duration.between(last.since(), now);
    }

    /** Forgets files that another node took; at most once a minute, because it looks at every remembered file. */
    private void tidy(Instant now) {
        boolean due = now.isBefore(tidied) || now.isAfter(tidied.plus(TIDY));
        if (due && seen.size() > REMEMBERED) {
            tidied = now;
            seen.keySet().removeIf(file -> Files.notExists(file, LinkOption.NOFOLLOW_LINKS));
        }
    }

    Clock clock() {
        return clock;
    }

    /** Forgets a file that was moved away. */
    void forget(Path file) {
        seen.remove(file);
    }

    /** Returns whether a file is not read because of its name. */
    static boolean isUnfinished(String name) {
        String ending = FileNames.extension(name);
        return name.startsWith(".") || UNFINISHED.contains(ending);
    }

    /** Examines the last bytes: a JSON file ends with a bracket, lines end with a line feed. */
    private static boolean ends(Path file, long size) throws IOException {
        String name = FileNames.nameOf(file).strip().toLowerCase(Locale.ROOT);
        boolean json = name.endsWith(".json");
        if (size == 0 || !(json || name.endsWith(".csv") || name.endsWith(".ndjson"))) {
            return size > 0;
        }
        return ends(tail(file, size), json);
    }

    private static boolean ends(byte[] tail, boolean json) {
        int last = tail.length - 1;
        // The second half of the last letter of UTF-16.
        last -= last > 0 && tail[last] == 0 ? 1 : 0;
        if (!json) {
            return tail[last] == '\n';
        }
        while (last > 0 && (Character.isWhitespace(tail[last]) || tail[last] == 0)) {
            last--;
        }
        return tail[last] == '}' || tail[last] == ']';
    }

    private static byte[] tail(Path file, long size) throws IOException {
        ByteBuffer tail = ByteBuffer.allocate((int) Math.min(size, TAIL));
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            while (tail.hasRemaining() && reading.read(tail, size - tail.capacity() + tail.position()) >= 0) {}
        } catch (AccessDeniedException e) {
            // The sender may still grant the right to read it; otherwise it is rejected when its time is over.
            return new byte[1];
        }
        return tail.array();
    }

    private record Seen(FileVersion version, Instant since) {
        /** Returns whether the file is unchanged; false after the clock was set back, so that the time starts again. */
        boolean is(FileVersion other, Instant now) {
            return version.equals(other) && !since.isAfter(now);
        }
    }
}
