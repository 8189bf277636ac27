package org.hospitalhub.wiring.services;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.hospitalhub.calls.tokens.TokenStore;
import org.hospitalhub.ledger.Secrets;

/** Stores the tokens of services among the ledger's secrets. */
public record LedgerTokens(Secrets secrets) implements TokenStore {

    private static final String PREFIX = "token ";

    @Override
    public Optional<byte[]> find(String name) {
        return secrets.find(PREFIX + name).map(Secrets.Secret::value);
    }

    @Override
    public void put(String name, byte[] value) {
        secrets.put(PREFIX + name, value);
    }

    @Override
    public boolean lease(String name, String holder, Instant now, Duration time) {
        return secrets.lease(PREFIX + name, holder, now, time);
    }

    @Override
    public void release(String name, String holder) {
        secrets.release(PREFIX + name, holder);
    }
}
