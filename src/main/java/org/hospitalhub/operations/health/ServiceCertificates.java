package org.hospitalhub.operations.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.ServiceTraits.OrderIdentities;
import org.hospitalhub.tls.ExpiryWatch;
import org.hospitalhub.tls.ExpiryWatch.Notice;
import org.hospitalhub.tls.certificate.CertificateDescription;
import org.hospitalhub.tls.certificate.Expiry;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that services are shown or that sign for them: those that a service's settings name, and of the others, which
 * orders name, those of the services whose orders do.
 */
public final class ServiceCertificates {

    private final ExpiryWatch watch;
    private final Supplier<List<NationalService>> services;
    private final InstantSource clock;

    /** Prepares the watch. */
    ServiceCertificates(ExpiryWatch watch, Supplier<List<NationalService>> services, InstantSource clock) {
        this.watch = watch;
        this.services = services;
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
    public record CertificateStatus(
            String identity,
            @Nullable String subject,
            @Nullable String issuer,
            @Nullable Instant notAfter,
            @Nullable Long daysLeft,
            String state) {}

    /** Returns the certificate of a service; of several the one that must be renewed first. Null when it uses none. */
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
        Set<String> own = names(one -> one.identities().contains(identity));
        return (own.isEmpty() ? namedByOrders() : own).contains(service);
    }

    /** Orders that always name their identity go first; one that may is likely to when its service has none. */
    private Set<String> namedByOrders() {
        Set<String> all = names(one -> one.off() == null && one.traits().orderIdentities() == OrderIdentities.ALL);
        return all.isEmpty()
                ? names(one -> one.identities().isEmpty() && one.traits().orderIdentities() == OrderIdentities.SOME)
                : all;
    }

    private Set<String> names(Predicate<NationalService> which) {
        return services.get().stream().filter(which).map(NationalService::name).collect(Collectors.toSet());
    }

    /** Returns the end of a certificate's validity; the earliest possible time when it cannot be opened. */
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
