package org.hospitalhub.cms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verified signature.
 *
 * @param content the signed bytes, exactly
 * @param signers all signers, at least one
 */
public record VerifiedSignature(byte[] content, List<Signer> signers) {

    /**
     * One signer.
     *
     * @param certificate his certificate
     * @param description whom it identifies
     * @param signedAt the time the signer claims, null when he claims none
     * @param timeStampedAt the time an authority gave for the content; null without a time-stamp, and without a way to
     *     check it
     */
    public record Signer(
            X509Certificate certificate,
            SignerDescription description,
            @Nullable Instant signedAt,
            @Nullable Instant timeStampedAt) {}
}
