package org.hospitalhub.wiring.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** Removes other users' access to the data directory, and temporary files of earlier runs, when the hub holds its lock. */
public final class DataFolder {

    /** System property with the name of the folder for this run's temporary files. */
    public static final String RUN = "hospital-hub.run";

    /** Property with the folder of this run's temporary files. */
    public static final String TEMPORARY = "hospital-hub.temporary";

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
    private static final String TEMP = "tmp";
    private static final Set<PosixFilePermission> OTHERS_MAY_ENTER = PosixFilePermissions.fromString("-----x--x");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final Set<PosixFilePermission> OTHERS_MAY_WRITE = PosixFilePermissions.fromString("----w--w-");

    private final Path data;
    private final Path drop;

    DataFolder(Path data, Path drop) {
        this.data = data;
        this.drop = drop.toAbsolutePath().normalize();
    }

    /** Creates the folder for this run's temporary files; {@link #removeTempOfOthers} removes those of earlier runs. */
    public static Path temp(Path data, String run) throws IOException {
        Path folder = data.resolve(TEMP).resolve(run);
        return posix(data)
                ? Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                : Files.createDirectories(folder);
    }

    /** Removes temporary files of earlier runs; the lock of the data directory proves that those have ended. */
    void removeTempOfOthers(String run) {
        try (Stream<Path> runs = Files.list(data.resolve(TEMP))) {
            for (Path folder : runs.filter(other -> !other.endsWith(run)).toList()) {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (IOException left) {
            log.warn(
                    "Could not remove temporary files of earlier runs ({})",
                    left.getClass().getName());
        }
    }

    /**
     * Removes all rights of other users, except for the drop folder, whose rights the hospital sets. When others may write to a
     * drop folder inside, they keep the right to enter the data directory.
     */
    void closeToOthers() {
        try {
            if (posix(data)) {
                Files.walkFileTree(data, new Closing());
            }
        } catch (IOException | UncheckedIOException cannot) {
            log.warn(
                    "Could not restrict access to every file of hub.data-dir ({})",
                    cannot.getClass().getName());
        }
    }

    private static boolean posix(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix");
    }

    private final class Closing extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (folder.toAbsolutePath().normalize().equals(drop)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            close(folder, onTheWayToDrop(folder));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile()) {
                close(file, false);
            }
            return FileVisitResult.CONTINUE;
        }

        /** Ignores a file that was removed meanwhile. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
        }
    }

    private boolean onTheWayToDrop(Path folder) throws IOException {
        return drop.startsWith(folder.toAbsolutePath().normalize()) && shared();
    }

    private boolean shared() throws IOException {
        if (!Files.isDirectory(drop)) {
            return false;
        }
        Path in = drop.resolve("in");
        try (Stream<Path> operations = Files.isDirectory(in) ? Files.list(in) : Stream.empty()) {
            for (Path folder : Stream.concat(Stream.of(drop, in), operations)
                    .filter(Files::isDirectory)
                    .toList()) {
                if (Files.getPosixFilePermissions(folder).stream().anyMatch(OTHERS_MAY_WRITE::contains)) {
                    return true;
                }
            }
        }
        return false;
    }

    private void close(Path file, boolean passage) throws IOException {
        try {
            Set<PosixFilePermission> now = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
            Set<PosixFilePermission> wanted = EnumSet.copyOf(now);
            wanted.removeAll(OTHERS);
            if (passage) {
                OTHERS_MAY_ENTER.stream().filter(now::contains).forEach(wanted::add);
            }
            if (!now.equals(wanted)) {
                Files.setPosixFilePermissions(file, wanted);
                if (file.equals(data)) {
                    log.info(
                            "Removed the access of other users to hub.data-dir ({})",
                            PosixFilePermissions.toString(wanted));
                }
            }
        } catch (NoSuchFileException gone) {
            // the file is gone
        }
    }
}
