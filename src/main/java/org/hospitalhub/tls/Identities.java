package org.hospitalhub.tls;

import static org.hospitalhub.tls.keys.IdentityException.Reason.UNKNOWN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentityException;
import org.hospitalhub.tls.keys.IdentityReader;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.hospitalhub.tls.keys.IdentitySettings.Entry;
import org.hospitalhub.tls.keys.VerifiedPins;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All named identities, always in the version that lies on the disk.
 *
 * <p>A look at size and time of the file precedes every answer; only a changed file is read again. A changed file that
 * cannot be read (half written, wrong password) leaves the former version in use and is logged once. A wrong or locked PIN
 * is remembered until the file or the pin-file changes, because a token counts wrong PINs; every other failure, and a token
 * that is open, is looked at again after half a minute, so that a token may be pulled out and come back.
 */
public final class Identities {

    private static final Logger LOG = LoggerFactory.getLogger(Identities.class);

    private static final long LOOK_AGAIN = Duration.ofSeconds(30).toNanos();
    private static final Set<IdentityException.Reason> COUNTED =
            EnumSet.of(IdentityException.Reason.PASSWORD_WRONG, IdentityException.Reason.TOKEN_LOCKED);

    private final Map<String, Entry> settings;
    private final LongSupplier nanos;
    private final BiFunction<String, Entry, Identity> opener;
    private final Map<String, Version> versions = new ConcurrentHashMap<>();

    /** Takes the settings; nothing is opened yet. */
    public Identities(IdentitySettings settings) {
        this(settings, System::nanoTime, opener());
    }

    /** Counts time with a clock that never jumps, in nanoseconds. */
    Identities(IdentitySettings settings, LongSupplier nanos, BiFunction<String, Entry, Identity> opener) {
        this.settings = new TreeMap<>(settings.identities());
        this.nanos = nanos;
        this.opener = opener;
    }

    private static BiFunction<String, Entry, Identity> opener() {
        VerifiedPins pins = new VerifiedPins();
        return (name, entry) -> new IdentityReader(name, entry, pins).read();
    }

    /** Returns the configured names, sorted. */
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

    private Version newest(String name, Entry entry, @Nullable Version known) {
        String stamp = stamp(entry.keystore()) + stamp(entry.pinFile()) + stamp(entry.certificate());
        if (known != null && known.stamp().equals(stamp) && !due(known, entry)) {
            return known;
        }
        try {
            return new Version(stamp, opener.apply(name, entry), null, nanos.getAsLong());
        } catch (IdentityException failure) {
            if (known == null || known.identity() == null || entry.type() == IdentitySettings.Type.PKCS11) {
                return new Version(stamp, null, failure, nanos.getAsLong());
            }
            LOG.warn("{} The previous version stays in use.", failure.getMessage());
            return new Version(stamp, known.identity(), null, nanos.getAsLong());
        }
    }

    /** Of a token the keys are only handles, which end when it is pulled out. */
    private boolean due(Version known, Entry entry) {
        boolean counted =
                known.failure() != null && COUNTED.contains(known.failure().reason());
        boolean mayChange = known.failure() != null || entry.type() == IdentitySettings.Type.PKCS11;
        return mayChange && !counted && nanos.getAsLong() - known.lookedAt() >= LOOK_AGAIN;
    }

    /** Returns a value that changes with a file, also when two versions have the same time. */
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
            @Nullable IdentityException failure,
            long lookedAt) {}
}
