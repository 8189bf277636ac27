package org.hospitalhub.wiring.broker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Scheduled;

/** Has the embedded broker forget what was taken: its journal holds messages in plain. */
@Configuration(proxyBeanMethods = false)
class BrokerCleaning {

    private static final Logger log = LoggerFactory.getLogger(BrokerCleaning.class);

    private final ObjectProvider<EmbeddedBroker> broker;

    BrokerCleaning(ObjectProvider<EmbeddedBroker> broker) {
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
            log.warn("The broker's journal could not be cleaned ({}), trying again", broken.toString());
        }
    }
}
