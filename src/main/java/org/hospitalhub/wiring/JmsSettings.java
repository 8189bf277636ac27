package org.hospitalhub.wiring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The broker of the JMS trigger.
 *
 * @param brokerUrl another broker; empty for the embedded one; {@code amqp(s)://} or {@code failover:(amqp…)} for a broker by
 *     AMQP 1.0, {@code tcp://} for Artemis by its own protocol
 * @param user name for the broker; without it the embedded broker opens no network port
 * @param password password for the broker
 * @param address where the embedded broker listens
 * @param port port of the embedded broker
 */
@ConfigurationProperties("hub.jms")
record JmsSettings(
        @DefaultValue("") String brokerUrl,
        @Nullable String user,
        @Nullable String password,
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("61616") int port) {

    boolean embedded() {
        return brokerUrl.isBlank();
    }

    /** Tells whether the other broker is spoken to by AMQP 1.0 instead of Artemis' own protocol. */
    boolean amqp() {
        return brokerUrl.matches("(failover:\\()?amqps?:.*");
    }

    /** Tells whether clients of the hospital can log in to the embedded broker. */
    boolean open() {
        return user != null && !user.isBlank() && password != null && !password.isBlank();
    }
}
