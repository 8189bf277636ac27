package org.hospitalhub.wiring.broker;

import org.hospitalhub.ledger.ExceptionTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;

/** Regularly removes consumed messages from the journal of the embedded broker, because the journal is not encrypted. */
@Configuration(proxyBeanMethods = false)
class BrokerJournalTask {

    private static final Logger log = LoggerFactory.getLogger(BrokerJournalTask.class);

    private final ObjectProvider<EmbeddedBroker> broker;

    BrokerJournalTask(ObjectProvider<EmbeddedBroker> broker) {
        this.broker = broker;
    }

    @Scheduled(initialDelayString = "${hub.jms.clean-every}", fixedDelayString = "${hub.jms.clean-every}")
    void clean() {
        EmbeddedBroker embedded = broker.getIfAvailable();
        if (embedded == null) {
            return;
        }
        try {
            embedded.clean();
        } catch (Exception broken) {
            log.warn("Could not clean the broker's journal ({}); trying again", ExceptionTrace.of(broken));
        }
    }
}
