package org.hospitalhub.operations.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.tls.ExpiryWatch;
import org.hospitalhub.tls.ExpiryWatch.Notice;
import org.hospitalhub.tls.Identities;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Logs at the start and daily the subject and expiry of each certificate; pauses NHIF when its own has expired, before every
 * order fails because of it.
 */
@Component("identities-health")
class CertificateExpiryMonitor implements HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(CertificateExpiryMonitor.class);
    private static final String WATCH = "certificate watch";

    private final ExpiryWatch watch;
    private final Services services;
    private final String nhifIdentity;
    private final InstantSource clock;
    private final AtomicBoolean paused = new AtomicBoolean();

    CertificateExpiryMonitor(
            ExpiryWatch watch,
            Identities identities,
            Services services,
            @Value("${hub.nhif.identity:}") String nhifIdentity,
            MeterRegistry metrics,
            InstantSource clock) {
        this.watch = watch;
        this.services = services;
        this.nhifIdentity = nhifIdentity;
        this.clock = clock;
        for (String name : identities.names()) {
            Gauge.builder("hub.certificate.days", () -> daysLeft(name))
                    .description("days until the certificate ends; negative when it has, NaN when it cannot be opened")
                    .tag("identity", name)
                    .register(metrics);
        }
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
            if (notice.identity().equals(nhifIdentity)) {
                paused.set(notice.pause());
                pauseOrResume(notice);
            }
        }
    }

    /** Lets NHIF go on soon after its token or file is back, and stop soon after it is gone; acts on changes only. */
    @Scheduled(fixedDelay = 30_000, initialDelay = 30_000)
    void follow() {
        if (nhifIdentity.isBlank()) {
            return;
        }
        Notice notice = watch.look(nhifIdentity, clock.instant());
        if (paused.getAndSet(notice.pause()) != notice.pause()) {
            log.info(notice.message());
            pauseOrResume(notice);
        }
    }

    private void pauseOrResume(Notice notice) {
        Services.Pause pause = services.all(clock.instant()).stream()
                .filter(service -> service.service().equals("nhif"))
                .map(Services.ServiceStatus::pause)
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
        if (notice.pause() && pause == null) {
            services.pause("nhif", WATCH, notice.message(), clock.instant());
        } else if (!notice.pause() && pause != null && pause.who().equals(WATCH)) {
            services.resume("nhif");
        }
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
