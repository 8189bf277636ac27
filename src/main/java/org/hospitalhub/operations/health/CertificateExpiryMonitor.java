package org.hospitalhub.operations.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.tls.ExpiryWatch;
import org.hospitalhub.tls.ExpiryWatch.Notice;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.certificate.Expiry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Logs at the start and daily the subject and expiry of each certificate; pauses the services that one belongs to when
 * it has expired, before every order fails because of it.
 */
@Component("identities-health")
class CertificateExpiryMonitor implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(CertificateExpiryMonitor.class);

    private final ExpiryWatch watch;
    private final Services services;
    private final ObjectProvider<ServiceRegister> defined;
    private final InstantSource clock;
    private final Set<String> paused = ConcurrentHashMap.newKeySet();

    CertificateExpiryMonitor(
            ExpiryWatch watch,
            Identities identities,
            Services services,
            ObjectProvider<ServiceRegister> defined,
            MeterRegistry metrics,
            InstantSource clock) {
        this.watch = watch;
        this.services = services;
        this.defined = defined;
        this.clock = clock;
        for (String name : identities.names()) {
            Gauge.builder("hub.certificate.days", () -> daysLeft(name))
                    .description(
                            "days until the certificate expires; negative when it has, NaN when it cannot be opened")
                    .tag("identity", name)
                    .register(metrics);
        }
    }

    /** Returns the services that use each identity. */
    private Map<String, Set<String>> users() {
        Map<String, Set<String>> users = new TreeMap<>();
        defined.ifAvailable(register -> register.all().forEach(service -> service.identities()
                .forEach(name ->
                        users.computeIfAbsent(name, same -> new TreeSet<>()).add(service.name()))));
        return users;
    }

    /** Notes whether the services of an identity are paused; returns whether that is new. */
    private boolean noted(Notice notice) {
        return notice.pause() ? paused.add(notice.identity()) : paused.remove(notice.identity());
    }

    /** Looks when the hub is up, and then daily. */
    @EventListener(ApplicationReadyEvent.class)
    @Scheduled(cron = "0 0 6 * * *")
    void look() {
        for (Notice notice : watch.look(clock.instant())) {
            switch (notice.severity()) {
                case ERROR -> log.error(notice.message());
                case WARNING -> log.warn(notice.message());
                case INFO -> log.info(notice.message());
            }
            if (users().containsKey(notice.identity())) {
                noted(notice);
                pauseOrResume(notice);
            }
        }
    }

    /** Lets services go on soon after their token or file is back, and stop soon after it is gone; acts on changes only. */
    @Scheduled(fixedDelay = 30_000, initialDelay = 30_000)
    void follow() {
        for (String identity : users().keySet()) {
            Notice notice = watch.look(identity, clock.instant());
            if (noted(notice)) {
                log.info(notice.message());
                pauseOrResume(notice);
            }
        }
    }

    private void pauseOrResume(Notice notice) {
        users().getOrDefault(notice.identity(), Set.of()).forEach(service -> pauseOrResume(service, notice));
    }

    private void pauseOrResume(String name, Notice notice) {
        Services.Pause pause = services.all(clock.instant()).stream()
                .filter(service -> service.service().equals(name))
                .map(Services.ServiceStatus::pause)
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
        if (notice.pause() && pause == null) {
            services.pause(name, Services.Pause.CERTIFICATES, reason(notice), clock.instant());
        } else if (!notice.pause() && pause != null && pause.who().equals(Services.Pause.CERTIFICATES)) {
            services.resume(name);
        }
    }

    private Wording reason(Notice notice) {
        return notice.certificate()
                .map(certificate -> certificate.expiry(clock.instant()) == Expiry.NOT_YET_VALID
                        ? Wording.of("PAUSE.certificate-not-yet-valid", notice.identity(), certificate.validFrom())
                        : Wording.of("PAUSE.certificate-expired", notice.identity(), certificate.validUntil()))
                .orElseGet(() -> Wording.of("PAUSE.certificate-unusable", notice.identity(), notice.message()));
    }

    private double daysLeft(String name) {
        return watch.look(name, clock.instant())
                .certificate()
                .map(certificate -> (double) certificate.daysLeft(clock.instant()))
                .orElse(Double.NaN);
    }

    @Override
    public Health health() {
        List<Notice> notices = watch.look(clock.instant());
        Map<String, String> details = notices.stream().collect(Collectors.toMap(Notice::identity, Notice::message));
        // A certificate that ends is a person's affair: it must not take the whole hub out of service.
        return Health.up().withDetails(details).build();
    }
}
