package org.hospitalhub.service.engine;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to a door of a service.
 *
 * @param door name of the door
 * @param doorValues what the door's texts take of the order, by name
 * @param path below the door's address, encoded
 * @param query encoded, null for none
 * @param body null for none
 * @param contentType null for none
 * @param unsigned whether it must be signed yet
 * @param confirmable whether the service may confirm its last answer instead of sending it again
 * @param tells whether the ledger is told before the first byte leaves
 */
public record ServiceCall(
        String door,
        Map<String, String> doorValues,
        String method,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        byte @Nullable [] body,
        @Nullable String contentType,
        boolean unsigned,
        boolean tells,
        boolean confirmable) {

    /** Whether its path is a whole address: a link of an answer. */
    boolean leadsAway() {
        return path.contains("://");
    }

    /** Returns it with what its door adds to each request. */
    ServiceCall through(Map<String, String> values, Map<String, String> added) {
        return new ServiceCall(
                door, values, method, path, query, added, body, contentType, unsigned, tells, confirmable);
    }

    /** Returns it with a signed body. */
    ServiceCall signed(byte[] signed) {
        return new ServiceCall(
                door, doorValues, method, path, query, headers, signed, contentType, false, tells, confirmable);
    }

    /** Hides path, headers and body. */
    @Override
    public String toString() {
        return method + " request to door " + door + ", " + (body == null ? 0 : body.length) + " bytes";
    }
}
