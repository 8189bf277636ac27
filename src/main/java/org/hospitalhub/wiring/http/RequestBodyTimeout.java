package org.hospitalhub.wiring.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * Cuts off requests whose body arrives too slowly: the limit is 20 s, and one second more for every 4 KiB received. Only the time
 * in which the hub waited for bytes counts.
 *
 * <p>Bodies that are not orders (forms, reasons, Jolokia's requests) may have 1 MiB; orders, files ({@code hub.intake}) and
 * log-ins have limits of their own.
 */
final class RequestBodyTimeout extends ValveBase {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long BYTES_A_SECOND = 4_096;
    private static final long USUAL_BYTES = 1_048_576;
    private static final long UNCLEAR = Long.MIN_VALUE;

    RequestBodyTimeout() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        org.apache.coyote.Request coyote = request.getCoyoteRequest();
        InputBuffer body = coyote.getInputBuffer();
        long limit = takesOrders(request.getDecodedRequestURI()) ? Long.MAX_VALUE : USUAL_BYTES;
        long length = length(request);
        if (length == UNCLEAR || length > limit) {
            response.sendError(
                    length == UNCLEAR
                            ? HttpServletResponse.SC_BAD_REQUEST
                            : HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        coyote.setInputBuffer(new Paced(body, response, limit));
        try {
            getNext().invoke(request, response);
        } finally {
            coyote.setInputBuffer(body);
        }
    }

    /** Returns the declared length, -1 when there is none, {@link #UNCLEAR} when it is no number or there are two. */
    private static long length(Request request) {
        try {
            return request.getContentLengthLong();
        } catch (IllegalArgumentException unclear) {
            return UNCLEAR;
        }
    }

    private static boolean takesOrders(@Nullable String path) {
        return path != null
                && ((path.startsWith("/api/orders/") && !path.endsWith("/arrived"))
                        || path.startsWith("/api/batches/"));
    }

    /** Returns whether the hub has waited too long for a body of which this number of bytes arrived. */
    static boolean tooSlow(long waitedNanos, long bytes) {
        return waitedNanos > PATIENCE.toNanos() + Duration.ofSeconds(1).toNanos() * bytes / BYTES_A_SECOND;
    }

    private static final class Paced implements InputBuffer {

        private final InputBuffer body;
        private final Response response;
        private final long limit;
        private long waited;
        private long bytes;

        Paced(InputBuffer body, Response response, long limit) {
            this.body = body;
            this.response = response;
            this.limit = limit;
        }

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            long began = System.nanoTime();
            int read = body.doRead(handler);
            waited += System.nanoTime() - began;
            bytes += Math.max(0, read);
            if (read > 0 && (bytes > limit || tooSlow(waited, bytes))) {
                response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
                throw new ClientAbortException(new IOException("the request body is too slow or too long"));
            }
            return read;
        }

        @Override
        public int available() {
            return body.available();
        }
    }
}
