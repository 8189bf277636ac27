package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * Answers of services that are kept to be used again when the service says that nothing has changed (RFC 9110 §13.1.2); sealed as
 * patient data is, shared by all nodes, and removed as old as payloads are.
 */
public interface KeptAnswers {

    /**
     * Finds the answer that was kept last.
     *
     * @param name what was asked for; only a keyed hash of it is stored
     */
    Optional<byte[]> find(String name);

    /** Keeps an answer in the place of the one before. */
    void keep(String name, byte[] answer, Instant now);
}
