package org.hospitalhub.ledger.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.database.Columns;
import org.jspecify.annotations.Nullable;

/**
 * The reason of an audit entry. The chain holds a hash of salt and reason, the sealed bytes hold salt and reason: so the
 * reason can be sealed with another key without breaking the chain, and reasons cannot be guessed without a key.
 */
final class AuditReason {

    private static final String ROW = "audit";
    private static final int SALT_BYTES = 16;
    private static final int PROOF_BYTES = 32;
    private static final int LONGEST = 2000;

    private final Seal seal;
    private final SecureRandom random = new SecureRandom();

    AuditReason(Seal seal) {
        this.seal = seal;
    }

    /** A reason as it is written down; both null when none was given. */
    record Sealed(byte @Nullable [] why, byte @Nullable [] proof) {}

    Sealed seal(@Nullable String reason, long number) {
        String text = Columns.cut(reason, LONGEST);
        if (text == null) {
            return new Sealed(null, null);
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        byte[] salted = ByteBuffer.allocate(SALT_BYTES + words.length)
                .put(salt)
                .put(words)
                .array();
        return new Sealed(seal.seal(salted, ROW, String.valueOf(number)), DigestUtils.sha256(salted));
    }

    @Nullable
    String open(AuditRecord row) {
        byte[] opened = seal.openNullable(row.why(), ROW, String.valueOf(row.number()));
        if (opened == null) {
            return null;
        }
        int from = salted(row) ? SALT_BYTES : 0;
        return new String(opened, from, opened.length - from, StandardCharsets.UTF_8);
    }

    /** Returns whether the reason is the one that the chain holds. */
    boolean holds(AuditRecord row) {
        if (row.why() == null) {
            return row.proof() == null;
        }
        try {
            byte[] opened = seal.open(row.why(), ROW, String.valueOf(row.number()));
            return !salted(row) || MessageDigest.isEqual(row.proof(), DigestUtils.sha256(opened));
        } catch (LedgerException changed) {
            return false;
        }
    }

    /** Returns whether an entry has a salt. Entries encrypted before migration V8 have none; their proof, if they have one, is longer. */
    private static boolean salted(AuditRecord row) {
        return row.proof() != null && row.proof().length == PROOF_BYTES;
    }
}
