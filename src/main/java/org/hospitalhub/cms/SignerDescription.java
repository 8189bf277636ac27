package org.hospitalhub.cms;

import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectDirectoryAttributes;
import org.bouncycastle.cert.X509CertificateHolder;
import org.jspecify.annotations.Nullable;

/**
 * The person and organisation that a Ukrainian certificate identifies (eHealth contract §5.1). Personal data: not for logs.
 *
 * @param drfo tax number of the person, or passport of people who have none, as written in the certificate; null when absent
 * @param edrpou number of the organisation; null when absent
 * @param surname surname in the subject; null when absent
 * @param commonName name of the subject; null when absent
 * @param organization organisation in the subject; null when absent
 * @param validFrom first moment of validity
 * @param validUntil last moment of validity
 * @param usages what the key may be used for; empty when the certificate does not say
 * @param stamp whether it is the stamp of an organisation (електронна печатка), not the signature of a person
 */
public record SignerDescription(
        @Nullable String drfo,
        @Nullable String edrpou,
        @Nullable String surname,
        @Nullable String commonName,
        @Nullable String organization,
        Instant validFrom,
        Instant validUntil,
        Set<Usage> usages,
        boolean stamp) {

    private static final ASN1ObjectIdentifier DRFO = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.11.1.4.1.1");
    private static final ASN1ObjectIdentifier EDRPOU = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.11.1.4.2.1");
    private static final KeyPurposeId STAMP = KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.2.804.2.1.1.1.3.9"));

    /** Personal numbers in the subject (ETSI EN 319 412-1 §5.1.3, §5.1.4): tax number, passport or identity card. */
    private static final Pattern PERSON = Pattern.compile("(?:TIN|PAS|IDC)UA-(.+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern ORGANISATION = Pattern.compile("NTRUA-(.+)", Pattern.CASE_INSENSITIVE);

    /** The permitted uses of a key (RFC 5280 §4.2.1.3), as far as they matter for signing. */
    public enum Usage {
        /** digitalSignature. */
        DIGITAL_SIGNATURE,
        /** nonRepudiation, also called contentCommitment. */
        NON_REPUDIATION,
        /** keyAgreement: the second key of Ukrainian key files, which cannot sign. */
        KEY_AGREEMENT,
        /** Anything else. */
        OTHER
    }

    /**
     * Returns the description of a certificate.
     *
     * @throws CmsException when its extensions are malformed
     */
    public static SignerDescription of(X509Certificate certificate) {
        try {
            X509CertificateHolder holder = new X509CertificateHolder(certificate.getEncoded());
            return new SignerDescription(
                    number(directoryAttribute(holder, DRFO), holder, BCStyle.SERIALNUMBER, PERSON),
                    number(directoryAttribute(holder, EDRPOU), holder, BCStyle.ORGANIZATION_IDENTIFIER, ORGANISATION),
                    subject(holder, BCStyle.SURNAME),
                    subject(holder, BCStyle.CN),
                    subject(holder, BCStyle.O),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant(),
                    usages(certificate.getKeyUsage()),
                    isStamp(holder));
        } catch (IOException | CertificateEncodingException | IllegalArgumentException broken) {
            throw new CmsException(
                    CmsException.Reason.CERTIFICATE_NOT_TRUSTED, "The certificate cannot be read.", broken);
        }
    }

    /** Returns whether the key may sign documents; a certificate that does not restrict its key allows it. */
    public boolean maySign() {
        return usages.isEmpty() || usages.contains(Usage.DIGITAL_SIGNATURE) || usages.contains(Usage.NON_REPUDIATION);
    }

    /** Returns only the validity, so that no log shows a person. */
    @Override
    public String toString() {
        return "SignerDescription[until " + validUntil + "]";
    }

    private static @Nullable String directoryAttribute(X509CertificateHolder holder, ASN1ObjectIdentifier type) {
        Extension extension = holder.getExtension(Extension.subjectDirectoryAttributes);
        if (extension == null) {
            return null;
        }
        for (Object each : SubjectDirectoryAttributes.getInstance(extension.getParsedValue())
                .getAttributes()) {
            Attribute attribute = Attribute.getInstance(each);
            ASN1Encodable[] values = attribute.getAttributeValues();
            if (attribute.getAttrType().equals(type) && values.length > 0) {
                return text(values[0]);
            }
        }
        return null;
    }

    /** Returns a string, which some authorities wrap in a sequence. */
    private static @Nullable String text(ASN1Encodable value) {
        if (value instanceof ASN1Sequence sequence && sequence.size() > 0) {
            return text(sequence.getObjectAt(0));
        }
        return value instanceof ASN1String string ? string.getString().strip() : null;
    }

    /** Returns a number from the directory attribute, else from the subject, where newer certificates have it. */
    private static @Nullable String number(
            @Nullable String attribute, X509CertificateHolder holder, ASN1ObjectIdentifier type, Pattern pattern) {
        if (attribute != null && !attribute.isEmpty()) {
            return attribute;
        }
        for (String value : subjects(holder, type)) {
            Matcher matcher = pattern.matcher(value);
            if (matcher.matches()) {
                return matcher.group(1).strip();
            }
        }
        return null;
    }

    private static @Nullable String subject(X509CertificateHolder holder, ASN1ObjectIdentifier type) {
        return subjects(holder, type).stream().findFirst().orElse(null);
    }

    private static List<String> subjects(X509CertificateHolder holder, ASN1ObjectIdentifier type) {
        List<String> values = new ArrayList<>();
        for (RDN name : holder.getSubject().getRDNs(type)) {
            for (var pair : name.getTypesAndValues()) {
                String value = pair.getType().equals(type) ? text(pair.getValue()) : null;
                if (value != null) {
                    values.add(value);
                }
            }
        }
        return values;
    }

    private static boolean isStamp(X509CertificateHolder holder) {
        ExtendedKeyUsage purposes = ExtendedKeyUsage.fromExtensions(holder.getExtensions());
        return purposes != null && purposes.hasKeyPurposeId(STAMP);
    }

    private static Set<Usage> usages(boolean @Nullable [] bits) {
        Set<Usage> usages = EnumSet.noneOf(Usage.class);
        for (int bit = 0; bits != null && bit < bits.length; bit++) {
            if (bits[bit]) {
                usages.add(
                        switch (bit) {
                            case 0 -> Usage.DIGITAL_SIGNATURE;
                            case 1 -> Usage.NON_REPUDIATION;
                            case 4 -> Usage.KEY_AGREEMENT;
                            default -> Usage.OTHER;
                        });
            }
        }
        return Set.copyOf(usages);
    }
}
