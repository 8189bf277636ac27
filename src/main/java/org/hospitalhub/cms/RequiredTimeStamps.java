package org.hospitalhub.cms;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A time-stamp authority, and which signatures need its content time-stamps; they are never left out where one is needed.
 *
 * @param use {@code dstu} (signatures with such a key), {@code always} or {@code never}
 * @param hash digest that is time-stamped: one of {@link #HASHES}; empty for the signer's own
 * @param authority null when none is configured
 * @param setting setting that names the authority, for messages
 */
public record RequiredTimeStamps(
        String use, String hash, @Nullable TimeStampAuthority authority, String setting) implements TimeStampAuthority {

    /** The words for signatures that get a content time-stamp. */
    public static final Set<String> USES = Set.of("dstu", "always", "never");

    private static final Map<String, String> DIGESTS = Map.of(
            "GOST34311", "1.2.804.2.1.1.1.1.2.1",
            "KUPYNA256", "1.2.804.2.1.1.1.1.2.2.1",
            "SHA256", "2.16.840.1.101.3.4.2.1");

    /** The names of digests. */
    public static final Set<String> HASHES = DIGESTS.keySet();

    /** Returns a digest's name in the form of {@link #HASHES}: {@code sha-256} is {@code SHA256}. */
    public static String hash(String name) {
        return name.strip().toUpperCase(Locale.ROOT).replaceAll("[-_. ]", "");
    }

    @Override
    public byte[] token(String digestAlgorithm, byte[] digest) {
        return configured().token(digestAlgorithm, digest);
    }

    @Override
    public byte[] tokenWithCertificate(String digestAlgorithm, byte[] digest) {
        return configured().tokenWithCertificate(digestAlgorithm, digest);
    }

    private TimeStampAuthority configured() {
        if (authority == null) {
            throw CmsException.noTimeStamp("No time-stamp authority is configured: set " + setting + ".");
        }
        return authority;
    }

    @Override
    public boolean stamps(SignatureScheme scheme) {
        return use.equals("always") || (use.equals("dstu") && scheme.isDstu());
    }

    @Override
    public String digest(SignatureScheme scheme) {
        String named = DIGESTS.get(hash);
        return named == null ? TimeStampAuthority.super.digest(scheme) : named;
    }
}
