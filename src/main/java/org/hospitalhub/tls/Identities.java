package org.hospitalhub.tls;

import static org.hospitalhub.tls.IdentityException.Reason.UNKNOWN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.tls.IdentitySettings.Entry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All named identities, always in the version that lies on the disk.
 *
 * <p>A look at size and time of the file precedes every answer; only a changed file is read again. A changed file that
 * cannot be read (half written, wrong password) leaves the former version in use and is logged once. A failure is
 * remembered until the file changes, because a token counts wrong PINs.
 */
public final class Identities {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

    private final Map<String, Entry> settings;
    private final Map<String, Version> versions = new ConcurrentHashMap<>();

    /** Takes the settings; nothing is opened yet. */
    public Identities(IdentitySettings settings) {
        this.settings = new TreeMap<>(settings.identities());
    }

    /** Tells the configured names, sorted. */
    public Set<String> names() {
        return new TreeSet<>(settings.keySet());
    }

    /**
     * Gives the newest version of an identity.
     *
     * @throws IdentityException when there is none of that name, or it cannot be opened
     */
    public Identity named(String name) {
        Entry entry = settings.get(name);
        if (entry == null) {
            throw new IdentityException(
                    name, UNKNOWN, "it is not configured; hub.identities has " + names() + ".", null);
        }
        Version version = versions.compute(name, (key, known) -> newest(key, entry, known));
        if (version.identity() == null) {
            throw Objects.requireNonNull(version.failure());
        }
        return version.identity();
    }

    private static Version newest(String name, Entry entry, @Nullable Version known) {
        String stamp = stamp(entry.keystore()) + stamp(entry.pinFile()) + stamp(entry.certificate());
        if (known != null && known.stamp().equals(stamp)) {
            return known;
        }
        try {
            return new Version(stamp, new KeyFile(name, entry).read(), null);
        } catch (IdentityException failure) {
            if (known == null || known.identity() == null) {
                return new Version(stamp, null, failure);
            }
            LOG.warn("{} The former version stays in use.", failure.getMessage());
            return new Version(stamp, known.identity(), null);
        }
    }

    /** What changes with a file, also when two versions of it have the same time. */
    static String stamp(@Nullable Path file) {
        try {
            BasicFileAttributes seen = file == null ? null : Files.readAttributes(file, BasicFileAttributes.class);
            return seen == null ? "" : seen.lastModifiedTime() + "/" + seen.size() + "/" + seen.fileKey() + ";";
        } catch (IOException absent) {
            return "absent;";
        }
    }

    private record Version(
            String stamp,
            @Nullable Identity identity,
            @Nullable IdentityException failure) {}
}
