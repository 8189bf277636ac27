package org.hospitalhub.intake;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds files in a drop folder that are not read because their names say that they are unfinished: hidden ones, {@code .tmp},
 * {@code .part}, {@code .camelLock}. A file that has been there for an hour is logged once.
 */
final class LeftoverFiles {

    private static final Logger LOG = LoggerFactory.getLogger(LeftoverFiles.class);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMinutes(10);
    private static final int MOST = 1_000;

    private final Clock clock;
    private final Map<Path, Instant> looked = new ConcurrentHashMap<>();
    private final Set<Path> logged = ConcurrentHashMap.newKeySet();

    LeftoverFiles(Clock clock) {
        this.clock = clock;
    }

    /** Checks a folder, at most every ten minutes. */
    void lookIn(Path folder) {
        Instant now = clock.instant();
        Instant last = looked.get(folder);
        if (last != null && now.isAfter(last) && now.isBefore(last.plus(PAUSE))) {
            return;
        }
        looked.put(folder, now);
        logged.removeIf(file -> Files.notExists(file, LinkOption.NOFOLLOW_LINKS));
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(folder, file -> StableFiles.isUnfinished(FileNames.nameOf(file)))) {
            for (Path file : all) {
                lookAt(file, now);
            }
        } catch (IOException | SecurityException unreadable) {
            // The file consumer reports what is wrong with the folder.
            looked.remove(folder);
        }
    }

    private void lookAt(Path file, Instant now) throws IOException {
        boolean lies = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(now.minus(LONG));
        if (lies && logged.size() < MOST && logged.add(file)) {
            LOG.warn(
                    "The file {} in {} was not read: its name says that it is unfinished, and it has not changed for an hour."
                            + " Rename it when it is complete, or remove it.",
                    LoggedFileName.of(file),
                    LoggedFileName.of(file.getParent() == null ? file : file.getParent()));
        }
    }
}
