package org.hospitalhub.ledger.audit;

import java.security.MessageDigest;
import java.util.HexFormat;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;

/** A walk along the chain of the audit that finds the first entry that does not fit. */
final class AuditChainWalk {

    private final AuditReason reasons;
    private final Audit.@Nullable Head noted;
    private byte[] link;
    private long walked;
    private @Nullable Long brokenAt;

    /**
     * Begins before the first entry.
     *
     * @param noted head that was noted elsewhere, null when none was
     */
    AuditChainWalk(AuditReason reasons, byte[] beginning, Audit.@Nullable Head noted) {
        this.reasons = reasons;
        this.link = beginning;
        this.noted = noted;
    }

    void next(AuditRecord row) {
        walked++;
        link = row.linkAfter(link);
        if (brokenAt == null
                && (row.number() != walked
                        || !MessageDigest.isEqual(link, row.link())
                        || !reasons.holds(row)
                        || !asNoted())) {
            brokenAt = walked;
        }
    }

    private boolean asNoted() {
        return noted == null
                || noted.number() != walked
                || noted.hash().equalsIgnoreCase(HexFormat.of().formatHex(link));
    }

    /** Ends the walk where the ledger says that the chain ends. */
    Audit.Verification end(long number, byte[] head) {
        boolean shorter = walked != number || (noted != null && noted.number() > walked);
        if (brokenAt == null && (shorter || !MessageDigest.isEqual(link, head))) {
            brokenAt = walked + 1;
        }
        return new Audit.Verification(
                walked, brokenAt, new Audit.Head(walked, HexFormat.of().formatHex(link)));
    }
}
