package org.hospitalhub.nhif;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * Watches each call inside the HTTP client, where the connection is known: whether anything left the house, whether the TLS
 * session carried a certificate of ours, and how large the answer grows.
 */
final class CallWitness {

    /** Header that is added to answers: {@code sent} or {@code none}. One that comes from outside is dropped. */
    static final String CERTIFICATE = "Hub-Tls-Certificate";

    private static final String CONNECTED = CallWitness.class.getName();

    private final int answerLimit;
    private final Duration timeOut;
    private final boolean keep;
    private final ScheduledExecutorService timer;

    /**
     * Watches calls of one client.
     *
     * @param answerLimit largest answer in bytes, after decompression
     * @param timeOut for the whole call; the client's own time-outs end only silence
     * @param keep whether a connection is used again after its call
     */
    CallWitness(int answerLimit, Duration timeOut, boolean keep, ScheduledExecutorService timer) {
        this.answerLimit = answerLimit;
        this.timeOut = timeOut;
        this.keep = keep;
        this.timer = timer;
    }

    /** Adds the witness to a client, and what calls with certificates need. */
    void join(HttpClientBuilder client) {
        client.addExecInterceptorFirst("nhif-witness", this::watch)
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), "nhif-connected", CallWitness::connected)
                // The client would take a connection with a certificate for one of another user and never use it again;
                // here every client has one identity only.
                .disableConnectionState()
                // Repeating is the ledger's decision.
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching();
        if (!keep) {
            client.setConnectionReuseStrategy((request, response, context) -> false);
        }
    }

    private ClassicHttpResponse watch(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> deadline = timer.schedule(
                () -> {
                    late.set(true);
                    scope.execRuntime.discardEndpoint();
                },
                timeOut.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            response.setEntity(whole(response.getEntity(), response.getCode()));
            response.removeHeaders(CERTIFICATE);
            response.setHeader(CERTIFICATE, certificate(scope.clientContext));
            return response;
        } catch (IOException | RuntimeException failure) {
            scope.execRuntime.discardEndpoint();
            if (scope.clientContext.getAttribute(CONNECTED) == null) {
                throw new NothingSent(failure);
            }
            if (late.get()) {
                throw new TimedOut(failure);
            }
            if (failure instanceof IOException && isFirstOfItsConnection(scope.clientContext)) {
                throw new NothingAnswered(failure);
            }
            throw failure;
        } finally {
            deadline.cancel(false);
        }
    }

    /** Reads the body here, within time and size; what is decompressed counts. */
    private @Nullable HttpEntity whole(@Nullable HttpEntity entity, int status) throws IOException {
        if (entity == null) {
            return null;
        }
        try (InputStream content = entity.getContent()) {
            byte[] body = content.readNBytes(answerLimit + 1);
            if (body.length > answerLimit) {
                throw new AnswerTooLarge(status);
            }
            return new ByteArrayEntity(body, ContentType.parseLenient(entity.getContentType()));
        }
    }

    private static ClassicHttpResponse connected(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.setAttribute(CONNECTED, CONNECTED);
        return chain.proceed(request, scope);
    }

    private static String certificate(HttpClientContext context) {
        SSLSession session = context.getSSLSession();
        return session != null && session.getLocalCertificates() != null ? "sent" : "none";
    }

    private static boolean isFirstOfItsConnection(HttpClientContext context) {
        EndpointDetails connection = context.getEndpointDetails();
        return connection != null && connection.getResponseCount() == 0;
    }

    /** No whole answer came in time. */
    static final class TimedOut extends IOException {
        TimedOut(Exception cause) {
            super("no whole answer in time", cause);
        }
    }

    /** A new connection ended without any answer. */
    static final class NothingAnswered extends IOException {
        NothingAnswered(Exception cause) {
            super("nothing was answered", cause);
        }
    }

    /** The call ended before its first byte left. */
    static final class NothingSent extends IOException {
        NothingSent(Exception cause) {
            super("nothing was sent", cause);
        }
    }

    /** The answer is larger than allowed. */
    static final class AnswerTooLarge extends IOException {
        final int status;

        AnswerTooLarge(int status) {
            super("the answer is larger than allowed");
            this.status = status;
        }
    }
}
