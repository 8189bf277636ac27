package org.hospitalhub.ledger.database;

import java.util.Arrays;
import java.util.Base64;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * The order key as the column {@code order_key} holds it: unique within its owner, so that no sender can discover or block the key
 * of another one. Before it stands a hash of the owner. Rows of earlier versions hold the plain key, and orders without a key
 * their id.
 */
public final class OrderKey {

    private static final char MARK = '~';
    private static final int HASH_BYTES = 16;
    private static final int PREFIX = 1 + 22 + 1;

    private OrderKey() {}

    /** Returns what the column holds for this key of this owner. */
    public static String stored(String owner, String key) {
        byte[] hash = DigestUtils.sha256(owner);
        return MARK
                + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES))
                + ' '
                + key;
    }

    /** Returns the key as its sender gave it. */
    public static String given(String stored) {
        return stored.length() > PREFIX && stored.charAt(0) == MARK && stored.charAt(PREFIX - 1) == ' '
                ? stored.substring(PREFIX)
                : stored;
    }
}
