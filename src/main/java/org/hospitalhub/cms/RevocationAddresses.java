package org.hospitalhub.cms;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * Addresses at which a certificate says that its revocation is answered, as far as those hosts are allowed: a certificate that
 * somebody else sends must not choose whom the hub calls.
 *
 * @param responders of OCSP (RFC 5280 §4.2.2.1)
 * @param lists full lists (RFC 5280 §4.2.1.13)
 * @param deltas lists of what is newer than the full ones (RFC 5280 §4.2.1.15)
 * @param refusedHosts hosts of addresses that may not be called
 */
record RevocationAddresses(List<URI> responders, List<URI> lists, List<URI> deltas, Set<String> refusedHosts) {

    /** A certificate with more of a kind names mirrors; two are tried. */
    private static final int MOST_OF_A_KIND = 2;

    private static final int MOST_REFUSED = 3;

    /**
     * Reads a certificate.
     *
     * @param hosts that may be called: a host at its scheme's own port, or {@code host:port}; in lower case
     * @throws IllegalArgumentException when an extension cannot be read
     */
    static RevocationAddresses of(X509CertificateHolder certificate, Set<String> hosts) {
        Set<String> refused = new LinkedHashSet<>();
        return new RevocationAddresses(
                allowed(responders(certificate), hosts, refused),
                allowed(points(certificate, Extension.cRLDistributionPoints), hosts, refused),
                allowed(points(certificate, Extension.freshestCRL), hosts, refused),
                refused.stream().limit(MOST_REFUSED).collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static List<URI> allowed(Stream<GeneralName> names, Set<String> hosts, Set<String> refused) {
        List<URI> allowed = new ArrayList<>();
        for (GeneralName name : names.toList()) {
            URI address = address(name);
            if (address == null) {
                continue;
            }
            String host = address.getHost().toLowerCase(Locale.ROOT);
            if (!hosts.contains(address.getPort() < 0 ? host : host + ":" + address.getPort())) {
                refused.add(address.getPort() < 0 ? host : host + ":" + address.getPort());
            } else if (allowed.size() < MOST_OF_A_KIND && !allowed.contains(address)) {
                allowed.add(address);
            }
        }
        return allowed;
    }

    /** Returns the address when it is one of http or https without user and fragment, else null: LDAP and others are not asked. */
    private static @Nullable URI address(GeneralName name) {
        if (name.getTagNo() != GeneralName.uniformResourceIdentifier) {
            return null;
        }
        try {
            URI address = URI.create(name.getName().toString().strip());
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            return web
                            && address.getHost() != null
                            && address.getRawUserInfo() == null
                            && address.getRawFragment() == null
                    ? address
                    : null;
        } catch (IllegalArgumentException unreadable) {
            return null;
        }
    }

    private static Stream<GeneralName> responders(X509CertificateHolder certificate) {
        ASN1Encodable value = value(certificate, Extension.authorityInfoAccess);
        return value == null
                ? Stream.empty()
                : Arrays.stream(AuthorityInformationAccess.getInstance(value).getAccessDescriptions())
                        .filter(access -> access.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                        .map(AccessDescription::getAccessLocation);
    }

    /** Points of another issuer or of some reasons only are left out: alone they could not say that a certificate is good. */
    private static Stream<GeneralName> points(X509CertificateHolder certificate, ASN1ObjectIdentifier extension) {
        ASN1Encodable value = value(certificate, extension);
        return value == null
                ? Stream.empty()
                : Arrays.stream(CRLDistPoint.getInstance(value).getDistributionPoints())
                        .filter(point -> point.getCRLIssuer() == null && point.getReasons() == null)
                        .map(DistributionPoint::getDistributionPoint)
                        .filter(point -> point != null && point.getType() == DistributionPointName.FULL_NAME)
                        .flatMap(point -> Arrays.stream(
                                GeneralNames.getInstance(point.getName()).getNames()));
    }

    private static @Nullable ASN1Encodable value(X509CertificateHolder certificate, ASN1ObjectIdentifier extension) {
        Extension found = certificate.getExtension(extension);
        return found == null ? null : found.getParsedValue();
    }
}
