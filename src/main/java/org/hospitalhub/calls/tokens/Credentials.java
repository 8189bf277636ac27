package org.hospitalhub.calls.tokens;

import java.util.Map;

/**
 * The headers that authenticate a call.
 *
 * @param headers to be sent
 */
public record Credentials(Map<String, String> headers) {

    static final Credentials NONE = new Credentials(Map.of());

    /** Copies the headers. */
    public Credentials {
        headers = Map.copyOf(headers);
    }

    /** Hides the headers. */
    @Override
    public String toString() {
        return "Credentials[]";
    }
}
