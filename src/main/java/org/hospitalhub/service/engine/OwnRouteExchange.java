package org.hospitalhub.service.engine;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Creates the calls of own routes from their messages. */
final class OwnRouteExchange {

    private static final String JSON = "application/json";

    private OwnRouteExchange() {}

    /** Returns whether the route has not changed the dispatcher's message. */
    static boolean isUntouched(Message message) {
        return message.getBody() == null || message.getBody() instanceof ClaimedStep;
    }

    /** Returns the definition's request through a door, with the route's body if it set one. */
    static ServiceCall with(ServiceCall call, String door, Message message) {
        byte[] body = isUntouched(message) ? call.body() : body(message);
        String type = isUntouched(message) ? call.contentType() : type(message, call.contentType());
        return new ServiceCall(
                door,
                call.doorValues(),
                call.method(),
                call.path(),
                call.query(),
                call.headers(),
                body,
                type,
                call.unsigned(),
                call.recordsSending(),
                call.confirmable());
    }

    /** Returns a request that the route's message describes. */
    static ServiceCall call(Message message, String door) {
        String method = Objects.requireNonNullElse(message.getHeader(Exchange.HTTP_METHOD, String.class), "GET")
                .toUpperCase(Locale.ROOT);
        boolean safe = method.equals("GET") || method.equals("HEAD");
        byte[] body = isUntouched(message) ? null : body(message);
        String[] address = Objects.requireNonNull(message.getHeader(Exchange.HTTP_PATH, String.class))
                .split("\\?", 2);
        return new ServiceCall(
                door,
                Map.of(),
                method,
                address[0],
                address.length > 1 ? address[1] : message.getHeader(Exchange.HTTP_QUERY, String.class),
                Map.of("Accept", "*/*"),
                safe ? null : Objects.requireNonNullElse(body, new byte[0]),
                body == null ? null : type(message, null),
                false,
                !safe,
                false);
    }

    private static String type(Message message, @Nullable String ofDefinition) {
        String own = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        return own == null ? Objects.requireNonNullElse(ofDefinition, JSON) : own;
    }

    private static byte[] body(Message message) {
        byte @Nullable [] bytes = message.getBody(byte[].class);
        return bytes == null ? String.valueOf(message.getBody()).getBytes(StandardCharsets.UTF_8) : bytes;
    }

    static Problem tooManyCalls() {
        return new Problem("ROUTE_CALLS", Wording.of("ROUTE_CALLS"), Wording.of("ROUTE_CALLS.detail"));
    }
}
