package org.hospitalhub.wiring.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Checks whether other users may read a key file. */
public final class KeyFilePermissions {

    /** Folder in which container runtimes mount secrets; the container has no other users. */
    private static final Path SECRETS = Path.of("/run/secrets");

    private KeyFilePermissions() {}

    /** Returns what is wrong with the permissions of a file, empty when they are right. */
    public static Optional<String> flaw(Path file) {
        try {
            Path real = file.toRealPath();
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(real);
            return open(real, rights) && !real.startsWith(SECRETS) && entered(real)
                    ? Optional.of("can be read by other users (%s): use chmod 600; a file owned by root may be 440"
                            .formatted(PosixFilePermissions.toString(rights)))
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException notThereOrNotPosix) {
            return Optional.empty();
        }
    }

    /**
     * Returns whether others may read the file. A group may read a file that root owns and the hub cannot change, because
     * clusters provide secrets that way.
     */
    private static boolean open(Path file, Set<PosixFilePermission> rights) throws IOException {
        boolean ofRoot =
                Files.getAttribute(file, "unix:uid").equals(0) && !"root".equals(System.getProperty("user.name"));
        return rights.contains(PosixFilePermission.OTHERS_READ)
                || rights.contains(PosixFilePermission.OTHERS_WRITE)
                || rights.contains(PosixFilePermission.GROUP_WRITE)
                || (rights.contains(PosixFilePermission.GROUP_READ) && !ofRoot);
    }

    /** Returns whether other users can enter the folder; a folder without access protects its files. */
    private static boolean entered(Path file) throws IOException {
        for (Path folder = file.getParent(); folder != null; folder = folder.getParent()) {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
            if (!rights.contains(PosixFilePermission.GROUP_EXECUTE)
                    && !rights.contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
