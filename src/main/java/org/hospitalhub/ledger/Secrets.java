package org.hospitalhub.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Small secrets that change while the hub runs (tokens), sealed as patient data is and shared by all nodes. Names are plain
 * text and must hold no secret; at most 200 characters.
 */
public interface Secrets {

    /** Finds a secret; empty when it was never put. */
    Optional<Secret> find(String name);

    /** Puts a secret, whatever stood there. */
    void put(String name, byte[] value);

    /**
     * Stores a secret unless another one was stored since.
     *
     * @param version version of the secret as it was found, 0 when none was
     * @return false when it has another version, and nothing was changed
     */
    boolean replace(String name, long version, byte[] value);

    /**
     * Takes the right to renew a secret, for one holder at a time. The same holder may take it again.
     *
     * @param holder who takes it, different for every attempt
     * @param time after which it falls free by itself
     * @return false when somebody else has it
     */
    boolean lease(String name, String holder, Instant now, Duration time);

    /** Releases the right; does nothing when somebody else has it. */
    void release(String name, String holder);

    /**
     * A secret as it was found.
     *
     * @param value its bytes
     * @param version counts its changes from 1
     */
    record Secret(byte[] value, long version) {

        /** Hides the value. */
        @Override
        public String toString() {
            return "Secret[version=" + version + "]";
        }
    }
}
