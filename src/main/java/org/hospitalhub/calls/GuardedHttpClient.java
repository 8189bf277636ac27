package org.hospitalhub.calls;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Makes an HTTP client safe for calls with patient data: each call has a connection of its own, a total time-out and a size
 * limit; there are no redirects, cookies or automatic retries, because every request must be recorded in the ledger.
 *
 * <p>A connection is never reused: bytes that a server or a proxy left on it would be read as the answer about the next patient.
 * Exceptions say whether the request can have arrived: {@link NothingSentException}, {@link NoWholeAnswerException}, {@link AnswerTooLargeException}.
 */
public final class GuardedHttpClient {

    /**
     * Header that is added to answers: {@code sent} or {@code none}, the client certificate of the call. The service's own header
     * of this name is dropped.
     */
    public static final String CERTIFICATE = "Hub-Tls-Certificate";

    private static final String CONNECTED = GuardedHttpClient.class.getName();

    /** Attribute of a call's context: its {@link CallDeadline}. */
    static final String DEADLINE = CONNECTED + ".deadline";

    private final Limits limits;
    private final ScheduledExecutorService timer;

    /**
     * Limits of a call.
     *
     * @param connect time-out for a connection
     * @param silence time-out for the first byte of the answer, and between two bytes
     * @param total time-out from the connection to the last byte; the library's own time-outs limit silence only
     * @param answerBytes largest answer in bytes, before and after decompression
     * @param wholeOnly whether a successful answer that is followed by unexplained bytes counts as cut off: for services whose
     *     answers do not show themselves whether they are complete
     * @param unpacks whether compressed answers are requested and decompressed
     */
    public record Limits(
            Duration connect, Duration silence, Duration total, int answerBytes, boolean wholeOnly, boolean unpacks) {}

    /** Creates a guard with these limits; the timer ends calls that take too long. */
    public GuardedHttpClient(Limits limits, ScheduledExecutorService timer) {
        this.limits = limits;
        this.timer = timer;
    }

    /** Adds the guard to a client that is being built. */
    public void join(HttpClientBuilder client) {
        if (!limits.unpacks()) {
            client.disableContentCompression();
        }
        client.setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(limits.connect()))
                        .setResponseTimeout(Timeout.of(limits.silence()))
                        .setRedirectsEnabled(false)
                        .build())
                .setRequestExecutor(new SingleCallExecutor(limits.answerBytes()))
                .setConnectionReuseStrategy((request, response, context) -> false)
                // Otherwise a connection with a certificate counts as another user's.
                .disableConnectionState()
                // Only the ledger decides on repeats.
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .addExecInterceptorFirst("hub-guard", this::watch)
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), "hub-connected", GuardedHttpClient::connected);
    }

    private ClassicHttpResponse watch(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        CallDeadline deadline = new CallDeadline(timer, limits.total(), scope.execRuntime::discardEndpoint);
        scope.clientContext.setAttribute(DEADLINE, deadline);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (isCut(request, response)) {
                throw new NoWholeAnswerException("the answer is a part (206) although no part was asked for");
            }
            response.setEntity(whole(response, scope.clientContext));
            response.removeHeaders(CERTIFICATE);
            response.setHeader(CERTIFICATE, certificate(scope.clientContext));
            return response;
        } catch (IOException | HttpException | RuntimeException failure) {
            scope.execRuntime.discardEndpoint();
            throw translated(failure, deadline.isOver(), scope.clientContext);
        } finally {
            deadline.stop();
        }
    }

    /** Reads the whole body within the limits of time and decompressed size. */
    private @Nullable HttpEntity whole(ClassicHttpResponse response, HttpClientContext context) throws IOException {
        boolean cut = response.removeHeaders(SingleCallExecutor.CUT);
        if (cut && limits.wholeOnly() && response.getCode() < 300) {
            throw new NoWholeAnswerException("the answer is longer than its Content-Length says");
        }
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return null;
        }
        try (InputStream content = entity.getContent()) {
            // Few bytes may decompress to many.
            byte[] body = AnswerBytes.read(content, response.getCode(), limits.answerBytes(), context);
            return new ByteArrayEntity(body, SingleCallExecutor.mediaType(entity.getContentType()));
        }
    }

    private static ClassicHttpResponse connected(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        if (scope.clientContext.getAttribute(DEADLINE) instanceof CallDeadline deadline && deadline.isOver()) {
            // The time was over before there was a connection to close.
            throw new NothingSentException(new SocketTimeoutException());
        }
        scope.clientContext.setAttribute(CONNECTED, CONNECTED);
        return chain.proceed(request, scope);
    }

    private static IOException translated(Exception failure, boolean late, HttpClientContext context) {
        if (failure instanceof NothingSentException
                || failure instanceof NoWholeAnswerException
                || failure instanceof AnswerTooLargeException) {
            return (IOException) failure;
        }
        if (context.getAttribute(CONNECTED) == null) {
            return new NothingSentException(failure);
        }
        boolean silent = failure instanceof SocketTimeoutException;
        return new NoWholeAnswerException(
                late || silent
                        ? NoWholeAnswerException.Kind.TIMED_OUT
                        : SingleCallExecutor.nothingAnswered(context)
                                ? NoWholeAnswerException.Kind.NOTHING_ANSWERED
                                : NoWholeAnswerException.Kind.BROKEN,
                failure);
    }

    /**
     * Returns whether only some bytes of the answer came although all were asked for (RFC 9110 §15.3.7). Services with pages may
     * answer 206 with a range of another unit, which is a whole answer.
     */
    private static boolean isCut(ClassicHttpRequest request, ClassicHttpResponse response) {
        Header range = response.getFirstHeader(HttpHeaders.CONTENT_RANGE);
        return response.getCode() == HttpStatus.SC_PARTIAL_CONTENT
                && !request.containsHeader(HttpHeaders.RANGE)
                && (range == null
                        || range.getValue().strip().toLowerCase(Locale.ROOT).startsWith("bytes"));
    }

    private static String certificate(HttpClientContext context) {
        SSLSession session = context.getSSLSession();
        return session != null && session.getLocalCertificates() != null ? "sent" : "none";
    }
}
