package org.hospitalhub.sandbox.ehealth;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Attribute;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectDirectoryAttributes;
import org.bouncycastle.cert.X509CertificateHolder;

/**
 * The signer according to the certificate; fields that it does not have are empty.
 *
 * @param drfo tax number of the person: subject directory attribute 1.2.804.2.1.1.1.11.1.4.1.1, else a {@code serialNumber} of
 *     the subject that reads {@code TINUA-…} or is ten digits
 * @param edrpou number of the organisation: attribute 1.2.804.2.1.1.1.11.1.4.2.1, else {@code organizationIdentifier} or {@code
 *     serialNumber} that reads {@code NTRUA-…}, or a {@code serialNumber} of eight digits
 * @param stamp an electronic seal, recognised by extended key usage 1.2.804.2.1.1.1.3.9
 */
record Signer(String drfo, String edrpou, String surname, boolean stamp) {

    static final ASN1ObjectIdentifier DRFO = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.11.1.4.1.1");
    static final ASN1ObjectIdentifier EDRPOU = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.11.1.4.2.1");
    static final ASN1ObjectIdentifier STAMP = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.3.9");

    private static final Pattern PERSON = Pattern.compile("(?:TINUA-)?(\\d{10})");
    private static final Pattern COMPANY = Pattern.compile("(?:NTRUA-)?(\\d{8})");

    static Signer of(X509CertificateHolder certificate) {
        X500Name subject = certificate.getSubject();
        String serial = first(subject, BCStyle.SERIALNUMBER);
        String drfo = attribute(certificate, DRFO);
        String edrpou = attribute(certificate, EDRPOU);
        if (edrpou.isEmpty()) {
            edrpou = digits(COMPANY, first(subject, BCStyle.ORGANIZATION_IDENTIFIER));
        }
        return new Signer(
                drfo.isEmpty() ? digits(PERSON, serial) : drfo,
                edrpou.isEmpty() ? digits(COMPANY, serial) : edrpou,
                first(subject, BCStyle.SURNAME),
                isStamp(certificate));
    }

    private static String attribute(X509CertificateHolder certificate, ASN1ObjectIdentifier wanted) {
        Extension extension = certificate.getExtension(Extension.subjectDirectoryAttributes);
        if (extension == null) {
            return "";
        }
        for (Object each : SubjectDirectoryAttributes.getInstance(extension.getParsedValue())
                .getAttributes()) {
            Attribute attribute = Attribute.getInstance(each);
            if (attribute.getAttrType().equals(wanted)
                    && attribute.getAttrValues().size() > 0) {
                return text(attribute.getAttrValues().getObjectAt(0)).strip();
            }
        }
        return "";
    }

    private static boolean isStamp(X509CertificateHolder certificate) {
        Extension extension = certificate.getExtension(Extension.extendedKeyUsage);
        return extension != null
                && ExtendedKeyUsage.getInstance(extension.getParsedValue())
                        .hasKeyPurposeId(KeyPurposeId.getInstance(STAMP));
    }

    private static String first(X500Name name, ASN1ObjectIdentifier type) {
        RDN[] found = name.getRDNs(type);
        return found.length == 0 ? "" : text(found[0].getFirst().getValue()).strip();
    }

    private static String text(ASN1Encodable value) {
        return value instanceof ASN1String string ? string.getString() : "";
    }

    private static String digits(Pattern form, String value) {
        Matcher matcher = form.matcher(value);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
