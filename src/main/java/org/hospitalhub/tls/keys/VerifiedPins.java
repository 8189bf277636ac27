package org.hospitalhub.tls.keys;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Remembers by digest which PIN opened a token. An open token does not check a PIN again, so another identity's wrong one
 * would pass; and trying it would cost the token one of its tries.
 */
public final class VerifiedPins {

    private final Map<Path, Opened> opened = new ConcurrentHashMap<>();

    /** Returns whether another identity opened this token with another PIN. */
    boolean contradicts(String identity, Path token, char @Nullable [] pin) {
        Opened known = opened.get(token.toAbsolutePath());
        return known != null
                && pin != null
                && !known.identity().equals(identity)
                && !MessageDigest.isEqual(known.pin(), digest(pin));
    }

    void opened(String identity, Path token, char @Nullable [] pin) {
        if (pin != null) {
            Opened newest = new Opened(identity, digest(pin));
            opened.merge(
                    token.toAbsolutePath(),
                    newest,
                    (known, other) -> known.identity().equals(identity) ? other : known);
        }
    }

    private static byte[] digest(char[] pin) {
        return DigestUtils.sha256(new String(pin));
    }

    private record Opened(String identity, byte[] pin) {}
}
