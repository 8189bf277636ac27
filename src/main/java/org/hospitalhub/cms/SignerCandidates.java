package org.hospitalhub.cms;

import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerId;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that a signature may mean. One that names a key (RFC 5652 §5.3) may mean several: an expired certificate and
 * its renewal for the same key. All are tried.
 */
final class SignerCandidates {

    /** More of one key are no renewals, but an attack by many checks. */
    private static final int MOST = 10;

    private SignerCandidates() {}

    /** Returns the certificates that fit, in their order. */
    static List<X509CertificateHolder> of(SignerId signer, Stream<X509CertificateHolder> known) {
        return known.filter(signer::match).distinct().limit(MOST).toList();
    }

    /** Returns the refusal that says more: that the signature belongs to another certificate is so for all but one. */
    static CmsException clearer(@Nullable CmsException earlier, CmsException later) {
        return earlier == null || earlier.reason() == CmsException.Reason.SIGNATURE_WRONG ? later : earlier;
    }
}
