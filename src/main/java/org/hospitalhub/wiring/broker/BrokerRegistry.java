package org.hospitalhub.wiring.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.hospitalhub.ledger.Brokers;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Refuses a second hub on one ledger while an embedded broker is open to clients: any hub may deliver an answer, and would send
 * it to its own broker, where the receiver does not look for it.
 */
final class BrokerRegistry implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(BrokerRegistry.class);
    private static final Duration ALIVE = Duration.ofMinutes(2);

    private final Brokers brokers;
    private final Brokers.Hub self;
    private final Clock clock;

    /**
     * Registers this hub.
     *
     * @throws StartRefusedException when it cannot run together with a hub that was registered before
     */
    BrokerRegistry(Brokers brokers, String node, boolean open, Path data, Clock clock) throws IOException {
        this.brokers = brokers;
        this.clock = clock;
        this.self = new Brokers.Hub(id(data.resolve("hub.id")), node, open, clock.instant());
        brokers.announce(self, clock.instant());
        Optional<Brokers.Hub> other = conflict();
        if (other.isPresent()) {
            brokers.leave(self.id());
            throw new StartRefusedException(refusal(other.get(), open));
        }
    }

    private Optional<Brokers.Hub> conflict() {
        return brokers.conflict(self, clock.instant().minus(ALIVE));
    }

    private static String refusal(Brokers.Hub other, boolean open) {
        return "the hub " + other.node() + " uses this ledger too (hub.ledger.url), and "
                + (other.open() ? open ? "both have" : "it has" : "this one has")
                + " an embedded broker with an open port (hub.jms.user, hub.jms.users): answers would go to the broker"
                + " of the hub that delivers them. Give all hubs one broker with hub.jms.broker-url; if that hub was removed"
                + " for good, start again in " + ALIVE.toMinutes() + " minutes";
    }

    /** Returns the id of the data directory; it stays the same, so that a killed hub can start again at once. */
    private static String id(Path file) throws IOException {
        if (Files.notExists(file)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, UUID.randomUUID().toString());
        }
        String id = Files.readString(file).strip();
        return id.isEmpty() ? UUID.randomUUID().toString() : id.substring(0, Math.min(40, id.length()));
    }

    @Scheduled(initialDelayString = "PT30S", fixedDelayString = "PT30S")
    void announce() {
        try {
            brokers.announce(self, clock.instant());
            conflict()
                    .ifPresent(other -> log.error(
                            "The hub {} uses this ledger too, and one of the two has an embedded broker with an open port: answers may"
                                    + " go to the wrong broker; give both hubs one broker with hub.jms.broker-url",
                            other.node()));
        } catch (RuntimeException broken) {
            log.warn(
                    "Could not register this hub for the others ({})",
                    broken.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {
        try {
            brokers.leave(self.id());
        } catch (RuntimeException broken) {
            log.warn(
                    "Could not record for the other hubs that this hub stops ({})",
                    broken.getClass().getSimpleName());
        }
    }
}
