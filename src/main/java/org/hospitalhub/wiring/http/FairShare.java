package org.hospitalhub.wiring.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.hospitalhub.calls.LargeData;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.tomcat.autoconfigure.TomcatServerProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Shares the web server among callers ({@link FairTurns}): a few requests work at once, those of one address or user take turns with the
 * others, and some threads stay free for others. A request that waits for the bytes of its body works not. A waiting request
 * ({@code ?wait=}) occupies no thread.
 *
 * <p>A request over the limit is answered with 503 and {@code Retry-After}. If its body has not arrived, its connection is closed as
 * well: Tomcat would first read the rest of the slow body, so that nothing would be saved.
 */
@Component
final class FairShare implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final int WORKING_PER_PROCESSOR = 16;
    private static final String SECONDS = "2";
    private static final String TOO_MANY = """
            {"type":"about:blank","title":"Too many requests at once","status":503,\
            "detail":"This address or user has too many requests in progress; try again in a few seconds."}""";

    private final FairTurns.Limits limits;

    @Autowired
    FairShare(TomcatServerProperties server) {
        this(limits(server.getThreads().getMax(), Runtime.getRuntime().availableProcessors()));
    }

    FairShare(FairTurns.Limits limits) {
        this.limits = limits;
    }

    /** Returns the limits for so many threads: one address has four fifths of them, and one user four fifths of those. */
    private static FairTurns.Limits limits(int threads, int processors) {
        int working = Math.max(2, Math.min(threads / 2, WORKING_PER_PROCESSOR * processors));
        return new FairTurns.Limits(
                working,
                Math.max(1, working * 3 / 4),
                Math.max(1, working * 9 / 16),
                threads * 4 / 5,
                threads * 16 / 25);
    }

    @Override
    public void customize(TomcatServletWebServerFactory server) {
        server.addEngineValves(new Share(new FairTurns(limits, System::nanoTime)));
    }

    private static final class Share extends ValveBase {

        private final FairTurns turns;
        private final LargeData large = new LargeData(Runtime.getRuntime().maxMemory());

        Share(FairTurns turns) {
            super(true);
            this.turns = turns;
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            try (FairTurns.Turn turn =
                    turns.enter(request.getRemoteAddr(), user(request), request.isAsyncDispatching())) {
                if (turn == null) {
                    turnAway(request, response);
                    return;
                }
                InputBuffer body = request.getCoyoteRequest().getInputBuffer();
                request.getCoyoteRequest().setInputBuffer(new Awaited(body, turn));
                try (LargeData.Work ignored = large.during()) {
                    getNext().invoke(request, response);
                } finally {
                    request.getCoyoteRequest().setInputBuffer(body);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw interrupted(stopped);
            }
        }

        /** Returns what the request says of its user, unchecked: a false name takes turns from its own address only. */
        private static String user(Request request) {
            String credentials = request.getHeader(HttpHeaders.AUTHORIZATION);
            if (credentials == null) {
                credentials = request.getHeader(HttpHeaders.COOKIE);
            }
            return credentials == null ? "" : Integer.toHexString(credentials.hashCode());
        }

        private static void turnAway(Request request, Response response) throws IOException {
            long length = request.getContentLengthLong();
            boolean arrived = request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null
                    && length <= request.getCoyoteRequest().getInputBuffer().available();
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            response.setHeader(HttpHeaders.RETRY_AFTER, SECONDS);
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            if (!arrived) {
                response.setHeader(HttpHeaders.CONNECTION, "close");
            }
            response.getOutputStream().write(TOO_MANY.getBytes(StandardCharsets.UTF_8));
            if (!arrived) {
                response.flushBuffer();
                response.getCoyoteResponse().action(ActionCode.CLOSE_NOW, null);
            }
        }
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        InterruptedIOException failure = new InterruptedIOException("the hub stops");
        failure.initCause(cause);
        return failure;
    }

    /** Gives its turn to others while it waits for bytes of the client. */
    private record Awaited(InputBuffer body, FairTurns.Turn turn) implements InputBuffer {

        @Override
        public int doRead(ApplicationBufferHandler handler) throws IOException {
            if (body.available() > 0) {
                return body.doRead(handler);
            }
            turn.pause();
            try {
                return body.doRead(handler);
            } finally {
                try {
                    turn.resume();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw interrupted(stopped);
                }
            }
        }

        @Override
        public int available() {
            return body.available();
        }
    }
}
