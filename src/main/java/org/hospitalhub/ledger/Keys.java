package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import java.util.function.LongConsumer;

/** The keys that encrypt the ledger: which of them are still needed, and encrypting everything again with the first one. */
public interface Keys {

    /**
     * Counts what is sealed with each key: first the keys of the settings in their order, then keys that are not known.
     * Reads the whole ledger once.
     */
    List<Use> uses();

    /**
     * Seals everything with the first key that is sealed with another one. Works in small transactions, so that hubs go on
     * meanwhile, and changes no row that somebody else changed since it was read. What was done stays done: after an
     * interruption it goes on where it stopped.
     *
     * @param done takes, after each transaction, how many values were encrypted again since the start
     * @return how many values were encrypted again
     * @throws LedgerException when something is sealed with a key that is not known, or is damaged
     */
    long rotate(LongConsumer done);

    /**
     * Writes down which keys a hub that runs now knows; to be repeated while it runs.
     *
     * @param run distinguishes two starts of the same node
     */
    void announce(String run, String node, Instant now);

    /** Takes back what was announced: this hub ends. */
    void leave(String run);

    /** Names the nodes that announced themselves since a moment and do not know the first key. */
    List<String> nodesWithoutFirstKey(Instant since);

    /**
     * The use of one key.
     *
     * @param key id of the key: the first eight bytes of its SHA-256, in hexadecimal digits
     * @param place its place in the settings from 1, 0 when it is not there
     * @param values how many sealed values of the ledger need it
     */
    record Use(String key, int place, long values) {}
}
