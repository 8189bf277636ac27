package org.hospitalhub.calls.tokens;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/**
 * A key in the query of each address. It is added when the request is sent, so that it is in no address that is stored, shown or
 * compared.
 */
public final class QueryParameters implements RequestAuthentication {

    private final Map<String, String> parameters = new LinkedHashMap<>();

    /**
     * Creates the authentication.
     *
     * @param parameters values by name, neither of them encoded
     */
    public QueryParameters(Map<String, String> parameters) {
        parameters.forEach((name, value) -> this.parameters.put(encoded(name), encoded(value)));
    }

    @Override
    public Request authenticated(Request request, @Nullable Answer challenge) {
        return new Request(
                request.method(), added(request.address()), request.headers(), request.body(), request.contentType());
    }

    /** Returns an address with the parameters; those of the same name, which a link of the service may have, are replaced. */
    public URI added(URI address) {
        String whole = address.toString().replaceFirst("#.*$", "");
        int at = whole.indexOf('?');
        Stream<String> others = at < 0
                ? Stream.empty()
                : Arrays.stream(whole.substring(at + 1).split("&"))
                        .filter(one -> !one.isEmpty() && !parameters.containsKey(one.replaceFirst("=.*$", "")));
        Stream<String> own = parameters.entrySet().stream().map(one -> one.getKey() + "=" + one.getValue());
        String query = Stream.concat(others, own).collect(Collectors.joining("&"));
        return URI.create((at < 0 ? whole : whole.substring(0, at)) + "?" + query);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Hides the values. */
    @Override
    public String toString() {
        return "QueryParameters" + parameters.keySet();
    }
}
