package org.hospitalhub.ledger.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the audit as it stands in the database.
 *
 * @param why the reason, sealed
 * @param proof what the chain holds in place of the sealed reason; null in entries of before migration V8, whose chain holds
 *     the sealed bytes themselves
 * @param caller network address that it came from
 */
public record AuditRecord(
        long number,
        long at,
        String who,
        String what,
        @Nullable String order,
        byte @Nullable [] why,
        byte @Nullable [] proof,
        @Nullable String caller,
        byte[] link) {

    static AuditRecord of(ResultSet row) throws SQLException {
        return new AuditRecord(
                row.getLong("number"),
                row.getLong("at"),
                row.getString("who"),
                row.getString("what"),
                row.getString("order_id"),
                row.getBytes("why"),
                row.getBytes("proof"),
                row.getString("caller"),
                row.getBytes("link"));
    }

    /** Returns the link that this entry has after the one before it. */
    public byte[] linkAfter(byte[] before) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        byte[] reason = proof == null ? why : proof;
        for (byte @Nullable [] part :
                new byte @Nullable [][] {before, number(number), number(at), text(who), text(what), text(order), reason
                }) {
            add(digest, part);
        }
        // Entries of before migration V10 have no caller, and their links no part for it.
        if (caller != null) {
            add(digest, text(caller));
        }
        return digest.digest();
    }

    private static void add(MessageDigest digest, byte @Nullable [] part) {
        digest.update(number(part == null ? -1 : part.length));
        digest.update(part == null ? new byte[0] : part);
    }

    private static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte @Nullable [] text(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
