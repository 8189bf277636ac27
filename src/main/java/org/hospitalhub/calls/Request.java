package org.hospitalhub.calls;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request to a service.
 *
 * @param method {@code GET}, {@code POST}, …
 * @param address absolute, http or https
 * @param headers in this order; Content-Type is not among them
 * @param body its bytes, null for none
 * @param contentType header as it is sent, null for none
 */
public record Request(
        String method,
        URI address,
        Map<String, String> headers,
        byte @Nullable [] body,
        @Nullable String contentType) {

    /**
     * Copies the headers.
     *
     * @throws IllegalArgumentException when a header's name or value cannot be sent; the message repeats neither
     */
    public Request {
        method = method.toUpperCase(Locale.ROOT);
        headers.forEach(Request::check);
        if (contentType != null) {
            check("Content-Type", contentType);
        }
        headers = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** Returns a GET request. */
    public static Request get(URI address) {
        return new Request("GET", address, Map.of(), null, null);
    }

    /** Returns a POST request. */
    public static Request post(URI address, String contentType, byte[] body) {
        return new Request("POST", address, Map.of(), body, contentType);
    }

    /** Returns this request with further headers; those of the same name are replaced. */
    public Request with(Map<String, String> further) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        further.forEach((name, value) -> {
            all.keySet().removeIf(name::equalsIgnoreCase);
            all.put(name, value);
        });
        return new Request(method, address, all, body, contentType);
    }

    /** Throws when a name or value cannot be sent: a line break in a value would begin another header (RFC 9110 §5.5). */
    private static void check(String name, String value) {
        boolean token = !name.isEmpty()
                && name.chars().allMatch(one -> one > ' ' && one < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(one) < 0);
        if (!token || value.chars().anyMatch(one -> (one < ' ' && one != '\t') || one == 127 || one > 255)) {
            throw new IllegalArgumentException("A header of the call has characters that cannot be sent.");
        }
    }

    /** Hides address, headers and body. */
    @Override
    public String toString() {
        return method + " request, " + (body == null ? 0 : body.length) + " bytes";
    }
}
