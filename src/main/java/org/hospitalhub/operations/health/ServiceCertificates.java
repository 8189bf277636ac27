package org.hospitalhub.operations.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.tls.ExpiryWatch;
import org.hospitalhub.tls.ExpiryWatch.Notice;
import org.hospitalhub.tls.certificate.CertificateDescription;
import org.hospitalhub.tls.certificate.Expiry;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that services are shown or that sign for them.
 *
 * <p>NHIF has the identity of {@code hub.nhif.identity}. The others are named by orders: they count for eHealth, whose orders
 * always name their signer, or for NHIF where it has none of its own and eHealth is off. A service that a definition
 * describes has those that its doors name.
 */
final class ServiceCertificates {

    private final ExpiryWatch watch;
    private final String nhifIdentity;
    private final boolean ehealth;
    private final Map<String, Set<String>> defined;
    private final InstantSource clock;

    /**
     * Prepares the watch.
     *
     * @param defined the identities of each service that a definition describes
     */
    ServiceCertificates(
            ExpiryWatch watch,
            String nhifIdentity,
            boolean ehealth,
            Map<String, Set<String>> defined,
            InstantSource clock) {
        this.watch = watch;
        this.nhifIdentity = nhifIdentity;
        this.ehealth = ehealth;
        this.defined = Map.copyOf(defined);
        this.clock = clock;
    }

    /**
     * A certificate as the API shows it: without personal names or numbers.
     *
     * @param identity its name under {@code hub.identities}
     * @param subject whom it identifies, as far as that is no personal data
     * @param issuer its authority
     * @param notAfter last moment of validity, null when it cannot be opened
     * @param daysLeft whole days until then, negative afterwards
     * @param state {@code fine}, {@code ends-soon} (less than 60 days), {@code expired}, {@code not-yet-valid} or
     *     {@code unusable}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record CertificateStatus(
            String identity,
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable Instant notAfter,
            @Nullable Long daysLeft,
            String state) {}

    /** The certificate of a service; of several the one that must be renewed first. Null when it uses none. */
    @Nullable
    CertificateStatus of(String service) {
        Instant now = clock.instant();
        return watch.look(now).stream()
                .filter(notice -> uses(service, notice.identity()))
                .min(Comparator.comparing(ServiceCertificates::end))
                .map(notice -> status(notice, now))
                .orElse(null);
    }

    private boolean uses(String service, String identity) {
        if (defined.getOrDefault(service, Set.of()).contains(identity)) {
            return true;
        }
        boolean others =
                !identity.equals(nhifIdentity) && defined.values().stream().anyMatch(names -> names.contains(identity));
        return !others && service.equals(user(identity));
    }

    private String user(String identity) {
        boolean named = nhifIdentity.isEmpty() && !ehealth;
        return named || identity.equals(nhifIdentity) ? "nhif" : "ehealth";
    }

    /** What cannot be opened is the most pressing. */
    private static Instant end(Notice notice) {
        return notice.certificate().map(CertificateDescription::validUntil).orElse(Instant.MIN);
    }

    private static CertificateStatus status(Notice notice, Instant now) {
        Optional<CertificateDescription> certificate = notice.certificate();
        return new CertificateStatus(
                notice.identity(),
                certificate.map(CertificateDescription::subject).orElse(null),
                certificate.map(CertificateDescription::issuer).orElse(null),
                certificate.map(CertificateDescription::validUntil).orElse(null),
                certificate.map(found -> found.daysLeft(now)).orElse(null),
                certificate.map(found -> word(found.expiry(now))).orElse("unusable"));
    }

    private static String word(Expiry expiry) {
        return switch (expiry) {
            case EXPIRED -> "expired";
            case NOT_YET_VALID -> "not-yet-valid";
            case FINE -> "fine";
            default -> "ends-soon";
        };
    }
}
