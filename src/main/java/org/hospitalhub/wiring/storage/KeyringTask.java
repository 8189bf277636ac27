package org.hospitalhub.wiring.storage;

import java.time.Clock;
import java.util.UUID;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.Keys;
import org.hospitalhub.ledger.Ledger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;

/** Records in the ledger once a minute which keys this hub has, so that no hub encrypts with a key that another one lacks. */
@Configuration(proxyBeanMethods = false)
class KeyringTask implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(KeyringTask.class);

    private final String run = UUID.randomUUID().toString();
    private final Keys keys;
    private final Clock clock;
    private final String node;

    KeyringTask(Ledger ledger, Clock clock, @Value("${hub.node}") String node) {
        this.keys = ledger.keys();
        this.clock = clock;
        this.node = node;
        keys.announce(run, node, clock.instant());
    }

    @Scheduled(initialDelayString = "PT1M", fixedDelayString = "PT1M")
    void announce() {
        try {
            keys.announce(run, node, clock.instant());
        } catch (RuntimeException broken) {
            log.warn("Could not record this hub's keys for the others ({})", ExceptionTrace.of(broken));
        }
    }

    @Override
    public void destroy() {
        try {
            keys.leave(run);
        } catch (RuntimeException broken) {
            log.warn("Could not record for the other hubs that this hub stops ({})", ExceptionTrace.of(broken));
        }
    }
}
