package org.hospitalhub.calls.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Stores tokens for all nodes, encrypted (the ledger's secrets). Names contain no secret. */
public interface TokenStore {

    /** Returns the value stored under a name. */
    Optional<byte[]> find(String name);

    /** Stores a value and replaces an older one. */
    void put(String name, byte[] value);

    /**
     * Takes the lease for a renewal, which one holder has at a time.
     *
     * @param holder different for each renewal
     * @param time time after which the lease expires
     * @return false when another holder has it
     */
    boolean lease(String name, String holder, Instant now, Duration time);

    /** Releases the lease; does nothing when another holder has it. */
    void release(String name, String holder);
}
