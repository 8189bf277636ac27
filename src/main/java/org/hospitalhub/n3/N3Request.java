package org.hospitalhub.n3;

import org.jspecify.annotations.Nullable;

/**
 * What is sent to N3.
 *
 * @param method {@code POST} or {@code GET}
 * @param path below the base address, without leading slash; made of our own words and a checked order id only
 * @param body the stored bytes, null for a question
 */
public record N3Request(String method, String path, byte @Nullable [] body) {

    /** Hides the body. */
    @Override
    public String toString() {
        return method + " " + path.replaceAll("/.*", "/…");
    }
}
