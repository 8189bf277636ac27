package org.hospitalhub.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts an exchange of the JDK's server to a {@link Call}, and a {@link Reply} to bytes. Delayed answers do not block a thread. */
final class HttpExchangeHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(HttpExchangeHandler.class);
    private static final String CONTROL = "/sandbox";

    private final Handler handler;
    private final int maxBody;
    private final ScheduledExecutorService later;

    HttpExchangeHandler(Handler handler, int maxBody, ScheduledExecutorService later) {
        this.handler = handler;
        this.maxBody = maxBody;
        this.later = later;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(maxBody + 1);
        Reply reply = body.length > maxBody
                ? Reply.text(413, "body over " + maxBody + " bytes").with("Connection", "close")
                : answer(call(exchange, body));
        send(exchange, reply);
    }

    private Reply answer(Call call) {
        if (call.path().startsWith(CONTROL) && !call.remote().getAddress().isLoopbackAddress()) {
            return Reply.text(403, "the control API answers this machine only");
        }
        try {
            return handler.handle(call);
        } catch (BadControlException bad) {
            return Reply.text(400, bad.getMessage());
        } catch (Exception e) {
            // The exception's message may quote the body; its type and stack frame do not.
            LOG.error("{} failed: {} at {}", call, e.getClass().getName(), e.getStackTrace()[0]);
            return Reply.empty(500);
        }
    }

    private static Call call(HttpExchange exchange, byte[] body) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(exchange.getRequestHeaders());
        String query = exchange.getRequestURI().getRawQuery();
        return new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                body,
                exchange.getRemoteAddress(),
                exchange instanceof HttpsExchange secure ? secure.getSSLSession() : null);
    }

    private void send(HttpExchange exchange, Reply reply) throws IOException {
        Duration delay = reply.manner().delay();
        if (delay.isZero()) {
            write(exchange, reply);
        } else {
            schedule(exchange, delay, () -> write(exchange, reply));
        }
    }

    private void write(HttpExchange exchange, Reply reply) throws IOException {
        if (reply.manner().hangUp()) {
            exchange.close();
            return;
        }
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = reply.body();
        boolean bare = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), bare ? -1 : body.length);
        if (bare) {
            exchange.close();
            return;
        }
        int keep = reply.manner().keep() < 0
                ? body.length
                : Math.min(reply.manner().keep(), body.length);
        if (reply.manner().drip().isZero()) {
            OutputStream out = exchange.getResponseBody();
            out.write(body, 0, keep);
            out.flush();
            exchange.close();
        } else {
            drip(exchange, reply, 0, keep);
        }
    }

    private void drip(HttpExchange exchange, Reply reply, int sent, int keep) throws IOException {
        if (sent >= keep) {
            exchange.close();
            return;
        }
        exchange.getResponseBody().write(reply.body(), sent, 1);
        exchange.getResponseBody().flush();
        schedule(exchange, reply.manner().drip(), () -> drip(exchange, reply, sent + 1, keep));
    }

    private void schedule(HttpExchange exchange, Duration delay, Sending sending) {
        try {
            var unused = later.schedule(() -> quietly(exchange, sending), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            exchange.close();
        }
    }

    private static void quietly(HttpExchange exchange, Sending sending) {
        try {
            sending.send();
        } catch (IOException gone) {
            // The client did not wait, which slow answers are meant to cause.
            LOG.debug("the client left before the answer");
            exchange.close();
        }
    }

    private interface Sending {
        void send() throws IOException;
    }
}
