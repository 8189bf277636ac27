package org.hospitalhub.wiring.storage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.Retention;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Removes data that is older than the retention settings, once an hour. */
@Configuration(proxyBeanMethods = false)
@EnableScheduling
class RetentionTask {

    private static final Logger log = LoggerFactory.getLogger(RetentionTask.class);

    private final Retention retention;
    private final Clock clock;
    private final Duration keep;
    private final Duration keepPayloads;

    RetentionTask(
            Retention retention,
            Clock clock,
            @Value("${hub.ledger.keep}") Duration keep,
            @Value("${hub.ledger.keep-papers}") Duration keepPayloads) {
        this.retention = retention;
        this.clock = clock;
        this.keep = keep;
        this.keepPayloads = keepPayloads.compareTo(keep) < 0 ? keepPayloads : keep;
    }

    /** Runs later than the start, when the hub may have a backlog. */
    @Scheduled(initialDelayString = "PT10M", fixedDelayString = "PT1H")
    void prune() {
        Instant now = clock.instant();
        try {
            long done = retention.prune(now.minus(keepPayloads), now.minus(keep));
            if (done > 0) {
                log.info("Deleted the data of {} ended orders (hub.ledger.keep, hub.ledger.keep-papers)", done);
            }
        } catch (RuntimeException broken) {
            log.error("Could not delete old orders ({}); trying again in an hour", ExceptionTrace.of(broken));
        }
    }
}
