package org.hospitalhub.cms;

/** Finds signing keys by their name in the configuration ({@code hub.identities.<name>}). */
@FunctionalInterface
public interface SigningKeys {

    /**
     * Returns the newest version of a key.
     *
     * @throws RuntimeException when there is no such key or it cannot be opened; the message says which and why
     */
    SigningKey named(String name);
}
