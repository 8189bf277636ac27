package org.hospitalhub.service.engine;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request to a door of a service.
 *
 * @param door name of the door
 * @param doorValues values of the order in the door's texts, by name
 * @param path path below the door's address, encoded
 * @param query encoded, null for none
 * @param body null for none
 * @param contentType null for none
 * @param unsigned whether the body still has to be signed
 * @param confirmable whether the call may be made conditional, so that 304 confirms the last answer
 * @param recordsSending whether the ledger records the moment before the first byte is sent
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
        boolean recordsSending,
        boolean confirmable) {

    /** Returns whether the path is a whole address: a link of an answer. */
    boolean leadsAway() {
        return path.contains("://");
    }

    /** Returns the call with what its door adds to each request. */
    ServiceCall through(Map<String, String> values, Map<String, String> added) {
        return new ServiceCall(
                door, values, method, path, query, added, body, contentType, unsigned, recordsSending, confirmable);
    }

    /** Returns the call with a signed body and further headers. */
    ServiceCall signed(byte @Nullable [] signed, Map<String, String> further) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.putAll(further);
        return new ServiceCall(
                door, doorValues, method, path, query, all, signed, contentType, false, recordsSending, confirmable);
    }

    /** Returns the request to an address, without credentials; an empty body of a DELETE is none. */
    Request request(URI address) {
        boolean bare = body == null || (method.equals("DELETE") && body.length == 0);
        return new Request(method, address, headers, bare ? null : body, bare ? null : contentType);
    }

    /** Hides path, headers and body. */
    @Override
    public String toString() {
        return method + " request to door " + door + ", " + (body == null ? 0 : body.length) + " bytes";
    }
}
