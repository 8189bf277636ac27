package org.hospitalhub.sandbox.nhif;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;

/** The submitted documents: each gets a registration number, and the same document from the same caller is recognised. */
final class DocumentRegister {

    private final Map<String, Entry> byContent = new HashMap<>();
    private final InstantSource clock;

    DocumentRegister(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A document in the register.
     *
     * @param known whether it was submitted before
     */
    record Entry(String number, String receivedAt, boolean known) {}

    synchronized Entry take(String caller, String service, byte[] document) {
        String key = digest(caller + " " + service, document);
        Entry known = byContent.get(key);
        if (known != null) {
            return new Entry(known.number(), known.receivedAt(), true);
        }
        String number = "SB-%06d".formatted(byContent.size() + 1);
        Entry entry = new Entry(number, clock.instant().toString(), false);
        byContent.put(key, entry);
        return entry;
    }

    private static String digest(String scope, byte[] document) {
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        sha256.update(scope.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(sha256.digest(document));
    }
}
