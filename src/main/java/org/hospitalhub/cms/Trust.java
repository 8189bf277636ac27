package org.hospitalhub.cms;

import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whom a verifier believes.
 *
 * @param anchors certificates of authorities where paths may end
 * @param intermediates further certificates that may be on the way, beside those in the signature
 * @param revocations revocation lists; when there are any, every certificate on the way must be covered by one
 */
public record Trust(Set<TrustAnchor> anchors, List<X509Certificate> intermediates, List<X509CRL> revocations) {

    /** Copies its parts. */
    public Trust {
        anchors = Set.copyOf(anchors);
        intermediates = List.copyOf(intermediates);
        revocations = List.copyOf(revocations);
    }

    /** Believes these authorities, without looking at revocation. */
    public static Trust in(Collection<X509Certificate> authorities) {
        return new Trust(
                authorities.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet()),
                List.of(),
                List.of());
    }
}
