package org.hospitalhub.cms;

/** Finds the keys that may sign, by the name the configuration gives them ({@code hub.identities.<name>}). */
@FunctionalInterface
public interface SigningKeys {

    /**
     * Gives the newest version of the key.
     *
     * @throws RuntimeException when there is no such key or it cannot be opened; the message says which and why
     */
    SigningKey named(String name);
}
