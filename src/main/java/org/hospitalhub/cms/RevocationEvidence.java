package org.hospitalhub.cms;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.jspecify.annotations.Nullable;

/**
 * The statement of an authority about a certificate with what it signed, which others can verify later.
 *
 * @param answer answer of OCSP; null when lists, or nobody, answered
 * @param lists the full list and the one of what is newer; empty when OCSP, or nobody, answered
 */
record RevocationEvidence(RevocationResult result, @Nullable BasicOCSPResp answer, List<X509CRLHolder> lists) {

    static RevocationEvidence none(RevocationResult.Source why, String detail) {
        return new RevocationEvidence(RevocationResult.unknown(why, detail), null, List.of());
    }

    /** Returns its length in bytes. */
    int bytes() throws IOException {
        int bytes = answer == null ? 0 : answer.getEncoded().length;
        for (X509CRLHolder list : lists) {
            bytes += list.getEncoded().length;
        }
        return bytes;
    }
}
