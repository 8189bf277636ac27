package org.hospitalhub.wiring.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * Rejects paths that later layers could interpret differently, and queries that cannot be decoded: answers 400 without a log line, with
 * which anybody could fill the log.
 */
final class AmbiguousPathValve extends ValveBase {

    private static final Pattern AMBIGUOUS =
            Pattern.compile("(?i).*(//|;|\\\\|/\\.{1,2}(/|$)|%(2e|2f|5c|25|3b|00|0a|0d|7f)|%(?![0-9a-f]{2})).*");

    private static final byte[] PROBLEM =
            ("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":"
                            + "\"The request was rejected before it was read: check its address and headers.\"}")
                    .getBytes(StandardCharsets.UTF_8);

    AmbiguousPathValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        String path = request.getRequestURI();
        if ((path == null || response.isError() || isPlain(path))
                && isText(request.getQueryString())) { // what Tomcat has refused already is answered further in
            getNext().invoke(request, response);
            return;
        }
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(PROBLEM.length);
        response.getOutputStream().write(PROBLEM);
        response.finishResponse();
    }

    /** Returns false for a query that is no UTF-8 after decoding: any code that asks for a parameter of it would fail. */
    static boolean isText(@Nullable String query) {
        if (query == null || query.indexOf('%') < 0) {
            return true;
        }
        try {
            byte[] raw = URLDecoder.decode(query, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw));
            return true;
        } catch (CharacterCodingException | IllegalArgumentException broken) {
            return false;
        }
    }

    /** Returns false for paths with empty, dotted or parameterised segments, or with characters hidden by an encoding. */
    static boolean isPlain(String rawPath) {
        return !AMBIGUOUS.matcher(rawPath).matches();
    }
}
