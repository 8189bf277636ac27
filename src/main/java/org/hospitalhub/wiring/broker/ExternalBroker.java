package org.hospitalhub.wiring.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.hospitalhub.operations.health.BrokerStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of an external broker: whether a connection can be opened. */
final class ExternalBroker implements BrokerStatus {

    private static final Logger log = LoggerFactory.getLogger(ExternalBroker.class);
    /** Time without a successful connection after which the broker counts as unreachable, because a client may retry for long. */
    private static final Duration SILENT = Duration.ofSeconds(30);

    private final ConnectionFactory connections;
    private final InstantSource clock;
    private volatile Instant seen;
    private volatile boolean away;

    ExternalBroker(ConnectionFactory connections, InstantSource clock) {
        this.connections = connections;
        this.clock = clock;
        this.seen = clock.instant();
    }

    /** Checks the connection; takes as long as the client's own time-outs. */
    void look() {
        try (Connection connection = connections.createConnection()) {
            connection.start();
            seen = clock.instant();
            if (away) {
                log.info("The broker of hub.jms.broker-url can be reached again");
            }
            away = false;
        } catch (JMSException | RuntimeException refused) {
            if (!away) {
                log.error(
                        "The broker of hub.jms.broker-url cannot be reached ({}); no messages are received or sent until it is back",
                        refused.getClass().getSimpleName());
            }
            away = true;
        }
    }

    @Override
    public Optional<String> problem() {
        return away || clock.instant().isAfter(seen.plus(SILENT))
                ? Optional.of("the broker of hub.jms.broker-url cannot be reached")
                : Optional.empty();
    }
}
