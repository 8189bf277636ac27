package org.hospitalhub.cms;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/** Genuine revocation lists of one authority, and their statement about a certificate (RFC 5280 §5.2, §6.3). */
public final class RevocationLists {

    /** Status of a certificate by its authority's lists. */
    public enum Status {
        /** Not revoked. */
        GOOD,
        /** On a list. */
        REVOKED,
        /** The newest full list is past its next update. */
        OLD_LIST,
        /** No full list covers the certificate. */
        UNKNOWN
    }

    private final X509Certificate certificate;
    private final List<X509CRL> covering;

    /** Takes lists that the certificate's authority has signed; those of another partition are left out. */
    public RevocationLists(X509Certificate certificate, List<X509CRL> genuine) throws IOException {
        this.certificate = certificate;
        List<X509CRL> mine = new ArrayList<>();
        for (X509CRL list : genuine) {
            if (covers(list)) {
                mine.add(list);
            }
        }
        this.covering = mine.stream()
                .sorted(Comparator.comparing(X509CRL::getThisUpdate))
                .toList();
    }

    /** Reads a file of lists, PEM or DER; nothing is verified. */
    public static List<X509CRL> read(byte[] file) throws IOException {
        try {
            List<X509CRL> lists = new ArrayList<>();
            for (var each : CertificateFactory.getInstance("X.509", new BouncyCastleProvider())
                    .generateCRLs(new ByteArrayInputStream(file))) {
                lists.add((X509CRL) each);
            }
            return lists;
        } catch (GeneralSecurityException broken) {
            throw new IOException("it contains no revocation list", broken);
        }
    }

    /** Returns the status at a moment. */
    public Status status(Instant now) throws IOException {
        X509CRL base = null;
        X509CRLEntry newest = null;
        for (X509CRL list : covering) {
            X509CRLEntry entry = entry(list);
            if (entry != null && !lifted(entry) && entry.getRevocationReason() != CRLReason.CERTIFICATE_HOLD) {
                return Status.REVOKED; // only a hold can end
            }
            if (isDelta(list)) {
                // A delta says what changed since its base; what it does not name stays.
                newest = entry == null || (base != null && !continues(list, base)) ? newest : entry;
            } else {
                base = partial(list) ? base : list;
                newest = entry;
            }
        }
        if (newest != null && !lifted(newest)) {
            return Status.REVOKED;
        }
        if (base == null) {
            return Status.UNKNOWN;
        }
        return base.getNextUpdate() != null && base.getNextUpdate().toInstant().isBefore(now)
                ? Status.OLD_LIST
                : Status.GOOD;
    }

    private @Nullable X509CRLEntry entry(X509CRL list) {
        Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
        if (entries == null) {
            return null;
        }
        return entries.stream()
                .filter(entry -> entry.getSerialNumber().equals(certificate.getSerialNumber()))
                .filter(entry -> entry.getCertificateIssuer() == null
                        || entry.getCertificateIssuer().equals(certificate.getIssuerX500Principal()))
                .findFirst()
                .orElse(null);
    }

    private static boolean lifted(X509CRLEntry entry) {
        return entry.getRevocationReason() == CRLReason.REMOVE_FROM_CRL;
    }

    private static boolean isDelta(X509CRL list) {
        return list.getExtensionValue(Extension.deltaCRLIndicator.getId()) != null;
    }

    /** A delta continues a base of its own base number or a newer one (RFC 5280 §5.2.4). */
    private static boolean continues(X509CRL delta, X509CRL base) throws IOException {
        BigInteger from = number(delta, Extension.deltaCRLIndicator.getId());
        BigInteger has = number(base, Extension.cRLNumber.getId());
        return from == null || has == null || from.compareTo(has) <= 0;
    }

    private static @Nullable BigInteger number(X509CRL list, String extension) throws IOException {
        ASN1Primitive value = value(list.getExtensionValue(extension));
        return value == null ? null : ASN1Integer.getInstance(value).getValue();
    }

    private static boolean partial(X509CRL list) throws IOException {
        IssuingDistributionPoint part = part(list);
        return part != null && part.getOnlySomeReasons() != null;
    }

    private boolean covers(X509CRL list) throws IOException {
        if (list.hasUnsupportedCriticalExtension()) {
            return false;
        }
        IssuingDistributionPoint part = part(list);
        if (part == null) {
            return true;
        }
        boolean authority = certificate.getBasicConstraints() >= 0;
        if (part.onlyContainsAttributeCerts()
                || (part.onlyContainsUserCerts() && authority)
                || (part.onlyContainsCACerts() && !authority)) {
            return false;
        }
        Set<GeneralName> own = names(part.getDistributionPoint());
        return own.isEmpty() || named().anyMatch(own::contains);
    }

    private static @Nullable IssuingDistributionPoint part(X509CRL list) throws IOException {
        ASN1Primitive value = value(list.getExtensionValue(Extension.issuingDistributionPoint.getId()));
        return value == null ? null : IssuingDistributionPoint.getInstance(value);
    }

    /** The places of lists that the certificate names. */
    private Stream<GeneralName> named() throws IOException {
        ASN1Primitive value = value(certificate.getExtensionValue(Extension.cRLDistributionPoints.getId()));
        return value == null
                ? Stream.empty()
                : Arrays.stream(CRLDistPoint.getInstance(value).getDistributionPoints())
                        .map(DistributionPoint::getDistributionPoint)
                        .flatMap(point -> names(point).stream());
    }

    private static Set<GeneralName> names(@Nullable DistributionPointName point) {
        return point != null && point.getType() == DistributionPointName.FULL_NAME
                ? Arrays.stream(GeneralNames.getInstance(point.getName()).getNames())
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static @Nullable ASN1Primitive value(byte @Nullable [] extension) throws IOException {
        return extension == null
                ? null
                : ASN1Primitive.fromByteArray(
                        ASN1OctetString.getInstance(extension).getOctets());
    }
}
