package org.hospitalhub.sandbox.nhif;

import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jspecify.annotations.Nullable;

/**
 * The person and organisation in a client certificate (ETSI EN 319 412-1).
 *
 * @param egn person's number, null when the subject has none
 * @param eik organisation's number, null for the certificate of a person alone
 */
record Caller(@Nullable String egn, @Nullable String eik) {

    static Caller of(X509Certificate certificate) {
        X500Name subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        return new Caller(
                after("PNOBG-", value(subject, BCStyle.SERIALNUMBER)),
                after("NTRBG-", value(subject, BCStyle.ORGANIZATION_IDENTIFIER)));
    }

    /** Returns the kind of the subject and the end of the organisation's number, for the journal. */
    String masked() {
        return eik == null
                ? "person"
                : "organisation " + "*".repeat(eik.length() - 4) + eik.substring(eik.length() - 4);
    }

    private static @Nullable String value(X500Name subject, ASN1ObjectIdentifier attribute) {
        RDN[] found = subject.getRDNs(attribute);
        return found.length == 0
                ? null
                : IETFUtils.valueToString(found[0].getFirst().getValue());
    }

    private static @Nullable String after(String prefix, @Nullable String value) {
        return value != null && value.startsWith(prefix) && value.length() >= prefix.length() + 9
                ? value.substring(prefix.length())
                : null;
    }
}
