package org.hospitalhub.ledger.crypto;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.hospitalhub.ledger.LedgerException;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts what the ledger keeps of patients: AES-256-GCM (NIST SP 800-38D) with a random nonce, bound to the row and column
 * it stands in, so that a sealed value cannot be moved to another place unnoticed.
 *
 * <p>Sealed: one byte version, eight bytes of SHA-256 of the key, then nonce, ciphertext and tag. The first key seals, every
 * known key opens.
 */
public final class Seal {

    private static final byte VERSION = 1;
    private static final int ID_BYTES = 8;
    private static final int KEY_BYTES = 32;
    private static final int HASH_BYTES = 16;

    private final Map<ByteBuffer, Lock> locks = new LinkedHashMap<>();
    private final Lock first;

    private record Lock(ByteBuffer id, AesGcmJce cipher, SecretKeySpec hashKey) {}

    /** Encrypts with the first of these keys and decrypts with all of them. */
    public Seal(List<byte[]> keys) {
        for (byte[] key : keys) {
            Lock lock = lock(key);
            locks.put(lock.id(), lock);
        }
        first = locks.values().stream()
                .findFirst()
                .orElseThrow(() -> new LedgerException("the ledger needs a key: set hub.ledger.key", null));
    }

    private static Lock lock(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new LedgerException(
                    "a ledger key has 32 bytes, this one has %d: set hub.ledger.key to 32 bytes in base64"
                            .formatted(key.length),
                    null);
        }
        try {
            byte[] id = MessageDigest.getInstance("SHA-256").digest(key);
            byte[] hash = Hkdf.computeHkdf("HMACSHA256", key, new byte[0], bytes("hub ledger questions"), KEY_BYTES);
            return new Lock(
                    ByteBuffer.wrap(Arrays.copyOf(id, ID_BYTES)),
                    new AesGcmJce(key),
                    new SecretKeySpec(hash, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new LedgerException("this Java cannot encrypt with AES-256-GCM", e);
        }
    }

    /** Seals bytes for one column of one row. */
    public byte[] seal(byte[] plain, String row, String column) {
        try {
            byte[] sealed = first.cipher().encrypt(plain, place(row, column));
            return ByteBuffer.allocate(1 + ID_BYTES + sealed.length)
                    .put(VERSION)
                    .put(first.id().duplicate())
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new LedgerException("the ledger could not encrypt", e);
        }
    }

    /** Encrypts like {@link #seal}; returns null for null. */
    public byte @Nullable [] sealNullable(byte @Nullable [] plain, String row, String column) {
        return plain == null ? null : seal(plain, row, column);
    }

    /**
     * Opens what was sealed for the same place.
     *
     * @throws LedgerException when no known key sealed it, or when it was changed or moved
     */
    public byte[] open(byte[] sealed, String row, String column) {
        if (sealed.length <= 1 + ID_BYTES || sealed[0] != VERSION) {
            throw new LedgerException("column %s of %s is not sealed as it should be".formatted(column, row), null);
        }
        Lock lock = locks.get(ByteBuffer.wrap(sealed, 1, ID_BYTES));
        if (lock == null) {
            throw new LedgerException("the ledger was written with another key", null);
        }
        try {
            return lock.cipher().decrypt(Arrays.copyOfRange(sealed, 1 + ID_BYTES, sealed.length), place(row, column));
        } catch (GeneralSecurityException e) {
            throw new LedgerException("column %s of %s was changed or damaged".formatted(column, row), e);
        }
    }

    /** Decrypts like {@link #open}; returns null for null. */
    public byte @Nullable [] openNullable(byte @Nullable [] sealed, String row, String column) {
        return sealed == null ? null : open(sealed, row, column);
    }

    /** Returns the ids of all known keys, the first one first: a sealed value begins with the id of its key. */
    List<byte[]> ids() {
        return locks.keySet().stream().map(Seal::copy).toList();
    }

    private static byte[] copy(ByteBuffer id) {
        byte[] bytes = new byte[ID_BYTES];
        id.duplicate().get(bytes);
        return bytes;
    }

    /** Hashes with a key of the ledger, so that patients cannot be guessed without it. */
    public byte[] hash(byte[]... parts) {
        return hash(first, parts);
    }

    /** Returns whether a stored hash belongs to these bytes, by whatever known key it was made. */
    public boolean matches(byte[] stored, byte[]... parts) {
        return locks.values().stream().anyMatch(lock -> MessageDigest.isEqual(stored, hash(lock, parts)));
    }

    private static byte[] hash(Lock lock, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(lock.hashKey());
            for (byte[] part : parts) {
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
                mac.update(part);
            }
            return Arrays.copyOf(mac.doFinal(), HASH_BYTES);
        } catch (GeneralSecurityException e) {
            throw new LedgerException("this JVM does not support HMAC-SHA256", e);
        }
    }

    private static byte[] place(String row, String column) {
        return bytes(row + '/' + column);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
