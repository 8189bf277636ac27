package org.hospitalhub.calls.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tokens that all nodes share, encrypted at rest (the ledger's secrets). Names hold no secret. */
public interface TokenStore {

    /** Finds what is kept under a name. */
    Optional<byte[]> find(String name);

    /** Keeps a value, whatever stood there. */
    void put(String name, byte[] value);

    /**
     * Takes the right to renew, for one holder at a time.
     *
     * @param holder different for each renewal
     * @param time after which it falls free by itself
     * @return false when another one has it
     */
    boolean lease(String name, String holder, Instant now, Duration time);

    /** Gives the right back; does nothing when another one has it. */
    void release(String name, String holder);
}
