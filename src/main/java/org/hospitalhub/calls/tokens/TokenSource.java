package org.hospitalhub.calls.tokens;

/** Fetches a token from a token service. */
@FunctionalInterface
public interface TokenSource {

    /**
     * Fetches a new token.
     *
     * @throws NoTokenException when none can be obtained
     */
    IssuedToken fetch();
}
