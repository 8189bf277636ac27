package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.Optional;

/** Which hubs work on this ledger, and which of them have a broker of their own that clients reach. */
public interface Brokers {

    /**
     * A hub.
     *
     * @param id of the hub's data directory, so that a hub that was killed is not taken for another one
     * @param node name of the hub
     * @param open whether clients reach the broker inside it
     * @param started when this run began
     */
    record Hub(String id, String node, boolean open, Instant started) {}

    /** Writes down that a hub works on this ledger. */
    void announce(Hub hub, Instant now);

    /**
     * Returns a hub that was here first and does not go with this one, since one of the two has an open broker of its own.
     *
     * @param since when it must have been seen last
     */
    Optional<Hub> conflict(Hub hub, Instant since);

    /** Takes a hub out that ends. */
    void leave(String id);
}
