package org.hospitalhub.tls.certificate;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.cert.X509CertificateHolder;
import org.hospitalhub.rules.bg.Egn;
import org.hospitalhub.rules.bg.Eik;
import org.jspecify.annotations.Nullable;

/**
 * Finds numbers in Bulgarian certificates (NHIF contract B4).
 *
 * <p>Values are read from DER, attribute by attribute, in multi-valued names too; a printed name hides 2.5.4.97 as hex. A
 * number counts only when its check digit is right, so that a look-alike in another field is not taken for one.
 */
final class BulgarianSubjectReader {

    private static final ASN1ObjectIdentifier ORGANIZATION_ID = new ASN1ObjectIdentifier("2.5.4.97");
    private static final ASN1ObjectIdentifier INFONOTARY_EGN = new ASN1ObjectIdentifier("2.5.4.3.100.1.1");
    private static final ASN1ObjectIdentifier INFONOTARY_EIK = new ASN1ObjectIdentifier("2.5.4.10.100.1.1");
    private static final Map<String, String> PROVIDERS = Map.of(
            "1.3.6.1.4.1.11290", "StampIT",
            "1.3.6.1.4.1.15862", "B-Trust",
            "1.3.6.1.4.1.22144", "InfoNotary",
            "1.3.6.1.4.1.30299", "SEP",
            "1.3.6.1.4.1.18463", "Spektar",
            "1.3.6.1.4.1.47272", "Evrotrust");

    /** {@code PNOBG-} is the modern mark; {@code EGN:}, {@code EGNT:}, {@code UID=EGN…} are those of older providers. */
    private static final Pattern EGN =
            Pattern.compile("(?:PNOBG-|PI:BG-|\\bEGNT?\\s*[:=-]?\\s*)(\\d{10})(?!\\d)", Pattern.CASE_INSENSITIVE);

    /** {@code NTRBG-}, {@code VATBG-}; {@code BULSTAT:}, {@code B:} and {@code EIK…} of older providers. */
    private static final Pattern EIK =
            Pattern.compile("(?:NTRBG-|VATBG-(?:BG)?|\\b(?:BULSTAT|EIK|B):?\\s*)(\\d{13}|\\d{9})(?!\\d)");

    /** Attributes that only a natural person has (ETSI EN 319 412-2). */
    private static final Set<ASN1ObjectIdentifier> OF_A_PERSON =
            Set.of(BCStyle.GIVENNAME, BCStyle.SURNAME, BCStyle.PSEUDONYM, BCStyle.DATE_OF_BIRTH);

    /** Digits that could be the number of a person. */
    private static final Pattern TEN_DIGITS = Pattern.compile("\\d{10}");

    /** Natural person identifiers of ETSI EN 319 412-1 §5.1.3, and the marks of older Bulgarian providers. */
    private static final Pattern PERSONAL_NUMBER = Pattern.compile(
            "(^(?:PAS|IDC|PNO|TAX|TIN)[A-Z]{2}-.*$|\\b(?:EGNT?|PID|LNCH?)\\s*[:=].*$)", Pattern.CASE_INSENSITIVE);

    /** Local schemes of the same section, two letters and a colon: {@code PI:BG-…}. Organisations have such ones too. */
    private static final Pattern LOCAL_NUMBER = Pattern.compile("^([A-Z]{2}:[A-Z]{2}-.*)$", Pattern.CASE_INSENSITIVE);

    private final X509Certificate certificate;

    BulgarianSubjectReader(X509Certificate certificate) {
        this.certificate = certificate;
    }

    CertificateDescription describe() {
        X509CertificateHolder holder = holder();
        String egn = null;
        String eik = null;
        String organization = null;
        String provider = null;
        String subject = null;
        String issuer = null;
        if (holder != null) {
            List<AttributeTypeAndValue> names = names(holder);
            egn = egn(names);
            eik = eik(names);
            organization = first(names, BCStyle.O);
            provider = provider(holder);
            subject = subject(names, egn, organization);
            issuer = holder.getIssuer().equals(holder.getSubject()) ? subject : authority(holder.getIssuer());
        }
        return new CertificateDescription(
                subject,
                issuer,
                egn == null ? null : Egn.masked(egn),
                eik,
                organization,
                provider,
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
    }

    private @Nullable X509CertificateHolder holder() {
        try {
            return new X509CertificateHolder(certificate.getEncoded());
        } catch (IOException | CertificateEncodingException unreadable) {
            return null;
        }
    }

    /** Returns the subject without the common name of a person, which a screen for all users must not show. */
    private static @Nullable String subject(
            List<AttributeTypeAndValue> names, @Nullable String egn, @Nullable String organization) {
        boolean person = egn != null
                || names.stream().anyMatch(name -> OF_A_PERSON.contains(name.getType()))
                || find(names, PERSONAL_NUMBER, number -> true) != null
                || find(ofNoOrganization(names), LOCAL_NUMBER, number -> true) != null;
        String commonName = person ? null : first(names, BCStyle.CN);
        if (commonName != null && !TEN_DIGITS.matcher(commonName).find()) {
            return commonName;
        }
        return organization != null ? organization : egn != null ? "EGN " + Egn.masked(egn) : null;
    }

    private static List<AttributeTypeAndValue> ofNoOrganization(List<AttributeTypeAndValue> names) {
        return names.stream()
                .filter(name -> !name.getType().equals(ORGANIZATION_ID))
                .toList();
    }

    private static @Nullable String authority(X500Name issuer) {
        List<AttributeTypeAndValue> names = new ArrayList<>();
        add(names, issuer);
        String commonName = first(names, BCStyle.CN);
        return commonName == null ? first(names, BCStyle.O) : commonName;
    }

    private static @Nullable String egn(List<AttributeTypeAndValue> names) {
        String bare = first(names, INFONOTARY_EGN);
        return bare != null && Egn.isValid(bare) ? bare : find(names, EGN, Egn::isValid);
    }

    private static @Nullable String eik(List<AttributeTypeAndValue> names) {
        String modern = find(
                names.stream()
                        .filter(name -> name.getType().equals(ORGANIZATION_ID))
                        .toList(),
                EIK,
                Eik::isValid);
        if (modern != null) {
            return modern;
        }
        String bare = first(names, INFONOTARY_EIK);
        return bare != null && Eik.isValid(bare) ? bare : find(names, EIK, Eik::isValid);
    }

    private static @Nullable String find(
            List<AttributeTypeAndValue> names, Pattern pattern, Predicate<String> checkDigit) {
        for (AttributeTypeAndValue name : names) {
            String value = text(name);
            Matcher matcher = pattern.matcher(value == null ? "" : value);
            while (matcher.find()) {
                if (checkDigit.test(matcher.group(1))) {
                    return matcher.group(1);
                }
            }
        }
        return null;
    }

    private static @Nullable String first(List<AttributeTypeAndValue> names, ASN1ObjectIdentifier type) {
        for (AttributeTypeAndValue name : names) {
            if (name.getType().equals(type)) {
                return text(name);
            }
        }
        return null;
    }

    private static @Nullable String text(AttributeTypeAndValue name) {
        return name.getValue() instanceof ASN1String string ? string.getString().strip() : null;
    }

    /** Collects the subject and the directory names in subjectAltName, where InfoNotary puts its numbers. */
    private static List<AttributeTypeAndValue> names(X509CertificateHolder holder) {
        List<AttributeTypeAndValue> names = new ArrayList<>();
        add(names, holder.getSubject());
        try {
            GeneralNames others = GeneralNames.fromExtensions(holder.getExtensions(), Extension.subjectAlternativeName);
            for (GeneralName other : others == null ? new GeneralName[0] : others.getNames()) {
                if (other.getTagNo() == GeneralName.directoryName) {
                    add(names, X500Name.getInstance(other.getName()));
                }
            }
        } catch (IllegalArgumentException | IllegalStateException malformed) {
            return names; // The subject is enough; a certificate of any shape must be describable.
        }
        return names;
    }

    private static void add(List<AttributeTypeAndValue> names, X500Name name) {
        for (RDN part : name.getRDNs()) {
            names.addAll(List.of(part.getTypesAndValues()));
        }
    }

    private static @Nullable String provider(X509CertificateHolder holder) {
        try {
            CertificatePolicies policies = CertificatePolicies.fromExtensions(holder.getExtensions());
            for (PolicyInformation policy :
                    policies == null ? new PolicyInformation[0] : policies.getPolicyInformation()) {
                String oid = policy.getPolicyIdentifier().getId();
                for (Map.Entry<String, String> each : PROVIDERS.entrySet()) {
                    if (oid.startsWith(each.getKey() + ".")) {
                        return each.getValue();
                    }
                }
            }
        } catch (IllegalArgumentException | IllegalStateException malformed) {
            return null;
        }
        return null;
    }
}
