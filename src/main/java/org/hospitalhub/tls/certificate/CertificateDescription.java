package org.hospitalhub.tls.certificate;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a client certificate, in a form for screens and logs: no full personal number and no person's name in it.
 *
 * @param subject common name of an organisation or a machine; of a certificate that names a person its organisation, else the
 *     masked number; null when nothing is left that is no personal data
 * @param issuer common name of the authority, else its organisation; null when it has neither
 * @param egn masked number of the Bulgarian citizen ({@code ********04}); null when the certificate has none
 * @param eik number of the organisation; null for a personal certificate
 * @param organization name of the organisation; null when absent
 * @param provider who issued it ({@code B-Trust}), by its policy; null when it is none of the known qualified providers
 * @param validFrom first moment of validity
 * @param validUntil last moment of validity
 */
public record CertificateDescription(
        @Nullable String subject,
        @Nullable String issuer,
        @Nullable String egn,
        @Nullable String eik,
        @Nullable String organization,
        @Nullable String provider,
        Instant validFrom,
        Instant validUntil) {

    /** Reads a certificate: modern subjects (ETSI EN 319 412-1) and the older ones of NHIF contract B4. Never throws. */
    public static CertificateDescription of(X509Certificate certificate) {
        return new BulgarianSubjectReader(certificate).describe();
    }

    /** Returns how urgent a renewal is. */
    public Expiry expiry(Instant now) {
        if (now.isBefore(validFrom)) {
            return Expiry.NOT_YET_VALID;
        }
        if (now.isAfter(validUntil)) {
            return Expiry.EXPIRED;
        }
        long days = daysLeft(now);
        for (Expiry each : Expiry.values()) {
            if (each.days() > 0 && days < each.days()) {
                return each;
            }
        }
        return Expiry.FINE;
    }

    /** Counts the whole days that are left; negative when it has expired. */
    public long daysLeft(Instant now) {
        return Math.floorDiv(
                Duration.between(now, validUntil).toSeconds(),
                Duration.ofDays(1).toSeconds());
    }

    /** Returns it in one line for a person: whom it identifies, who issued it and until when it is valid. */
    public String inWords() {
        StringBuilder words = new StringBuilder("identifies ");
        words.append(egn == null ? "" : "EGN " + egn + ", ");
        words.append(eik == null ? "" : "EIK " + eik + ", ");
        words.append(organization == null ? "" : organization + ", ");
        words.append(egn == null && eik == null ? "no Bulgarian number, " : "");
        words.append("issued by ").append(provider == null ? "a provider the hub does not know" : provider);
        return words.append(", valid until ").append(validUntil).toString();
    }
}
