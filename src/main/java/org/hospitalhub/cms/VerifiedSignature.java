package org.hospitalhub.cms;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verified signature.
 *
 * @param content exact signed bytes
 * @param signers all signers, at least one
 */
public record VerifiedSignature(byte[] content, List<Signer> signers) {

    /**
     * One signer.
     *
     * @param certificate the signer's certificate
     * @param description the person and organisation in the certificate
     * @param signedAt time that the signer states, null for none
     * @param timeStampedAt time of the content time-stamp; null when there is none or it could not be checked
     */
    public record Signer(
            X509Certificate certificate,
            SignerDescription description,
            @Nullable Instant signedAt,
            @Nullable Instant timeStampedAt) {}
}
