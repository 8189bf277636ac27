package org.hospitalhub.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * The order key as the column {@code order_key} holds it: unique within its owner, so that nobody learns of or takes the key
 * of another one. Before it stands a hash of the owner. Rows of earlier versions hold the plain key, and orders without a key
 * their id.
 */
final class OrderKey {

    private static final char MARK = '~';
    private static final int HASH_BYTES = 16;
    private static final int PREFIX = 1 + 22 + 1;

    private OrderKey() {}

    /** Returns what the column holds for this key of this owner. */
    static String stored(String owner, String key) {
        byte[] hash = AuditRow.sha256().digest(owner.getBytes(StandardCharsets.UTF_8));
        return MARK
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES))
                + ' '
                + key;
    }

    /** Returns the key as its sender gave it. */
    static String given(String stored) {
        return stored.length() > PREFIX && stored.charAt(0) == MARK && stored.charAt(PREFIX - 1) == ' '
                ? stored.substring(PREFIX)
                : stored;
    }
}
