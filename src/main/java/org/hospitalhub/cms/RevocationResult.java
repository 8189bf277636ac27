package org.hospitalhub.cms;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The statement of an authority, got online, about a certificate.
 *
 * @param source what said it, or why nothing did
 * @param detail host that answered; for a source that did not, what is missing: hosts, or what happened at them
 * @param thisUpdate since when the answer is true; null without an answer
 * @param nextUpdate until when a newer answer comes; null when the authority does not say
 */
public record RevocationResult(
        Status status,
        Source source,
        String detail,
        @Nullable Instant thisUpdate,
        @Nullable Instant nextUpdate) {

    /** The state of the certificate: revoked or not, or not known. */
    public enum Status {
        /** Not revoked. */
        GOOD,
        /** Revoked, or on hold. */
        REVOKED,
        /** There is no answer that can be used. */
        UNKNOWN
    }

    /** The service that was asked, or the reason why none was. */
    public enum Source {
        /** A responder (RFC 6960). */
        OCSP,
        /** Revocation lists (RFC 5280 §5). */
        LISTS,
        /** None of those asked gave an answer that can be used. */
        NO_ANSWER,
        /** The certificate names no address, and no responder is configured. */
        NO_ADDRESS,
        /** The certificate names addresses, but at no allowed host. */
        HOST_NOT_ALLOWED,
        /** The certificate of the authority is not known, so no answer could be verified. */
        NO_AUTHORITY
    }

    static RevocationResult unknown(Source why, String detail) {
        return new RevocationResult(Status.UNKNOWN, why, detail, null, null);
    }
}
