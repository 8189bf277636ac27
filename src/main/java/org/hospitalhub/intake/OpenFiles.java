package org.hospitalhub.intake;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds files below a folder that a process of this machine has open for writing, as far as Linux lets this process see
 * (proc(5), {@code /proc/pid/fd} and {@code fdinfo}). On other systems, and for writers on other machines, none is
 * found.
 */
final class OpenFiles {

    /** Time for which a result is reused: looking at all processes is expensive, so it is done once for a scan of the folder. */
    private static final Duration FRESH = Duration.ofMillis(200);

    /** Access mode bits of open(2): 0 is reading only. */
    private static final int ACCESS_MODE = 3;

    private final Path processes;
    private final Path folder;
    private final Clock clock;
    private Instant looked = Instant.MIN;
    private Set<Path> isOpenForWriting = Set.of();

    OpenFiles(Path processes, Path folder, Clock clock) {
        this.processes = processes;
        this.folder = folder;
        this.clock = clock;
    }

    /** Returns whether a process is known to be writing to the file. */
    synchronized boolean isOpenForWriting(Path file) {
        Instant now = clock.instant();
        if (looked.equals(Instant.MIN) || now.isAfter(looked.plus(FRESH))) {
            isOpenForWriting = look();
            looked = now;
        }
        return isOpenForWriting.contains(file);
    }

    private Set<Path> look() {
        Set<Path> found = new HashSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
            for (Path process : all) {
                collect(process, found);
            }
        } catch (IOException e) {
            return Set.of();
        }
        return found;
    }

    private void collect(Path process, Set<Path> found) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : all) {
                Path target = Files.readSymbolicLink(descriptor);
                if (target.startsWith(folder) && writes(process, descriptor)) {
                    found.add(target);
                }
            }
        } catch (IOException e) {
            // The process ended meanwhile or belongs to somebody else: best effort.
        }
    }

    private static boolean writes(Path process, Path descriptor) throws IOException {
        Path info = process.resolve("fdinfo").resolve(String.valueOf(descriptor.getFileName()));
        for (String line : Files.readAllLines(info)) {
            if (line.startsWith("flags:")) {
                return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & ACCESS_MODE) != 0;
            }
        }
        return false;
    }
}
