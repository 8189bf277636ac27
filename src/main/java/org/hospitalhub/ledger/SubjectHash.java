package org.hospitalhub.ledger;

/**
 * Keyed hash of a {@link Subject}: says nothing to who has not the ledger's key. 64 bits are enough to find by: among a
 * thousand million of them one search in ten thousand million finds an order too many.
 *
 * @param value first eight bytes of HMAC-SHA256
 */
public record SubjectHash(long value) {

    /** Returns the hash in sixteen hexadecimal digits. */
    @Override
    public String toString() {
        return "%016x".formatted(value);
    }
}
