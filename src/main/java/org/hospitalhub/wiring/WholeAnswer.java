package org.hospitalhub.wiring;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.Timeout;
import org.hospitalhub.dispatch.Failures;
import org.jspecify.annotations.Nullable;

/**
 * Reads every answer whole, within one total time and under one size, before the route sees it.
 *
 * <p>The client's own time-outs end only silence: a server that drips a byte a second would hold a step for ever.
 */
final class WholeAnswer implements HttpClientConfigurer, ExecChainHandler {

    private final CallLimits limits;
    private final ScheduledExecutorService timer;

    WholeAnswer(CallLimits limits, ScheduledExecutorService timer) {
        this.limits = limits;
        this.timer = timer;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        // Compression is off because N3 misuses Content-Encoding for the media type (N3 seed §2.2.2).
        client.disableContentCompression()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAutomaticRetries()
                .disableAuthCaching()
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(timeout(limits.connect()))
                        .setResponseTimeout(timeout(limits.response()))
                        .setRedirectsEnabled(false)
                        .build())
                .addExecInterceptorFirst("hub-whole-answer", this);
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> deadline = timer.schedule(
                () -> {
                    late.set(true);
                    scope.execRuntime.discardEndpoint();
                },
                limits.total().toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            ClassicHttpResponse response = chain.proceed(request, scope);
            if (late.get()) {
                // The time was over before there was a connection to cut.
                scope.execRuntime.discardEndpoint();
                throw new IOException("late");
            }
            response.setEntity(whole(response.getEntity(), scope));
            return response;
        } catch (IOException broken) {
            if (late.get()) {
                throw new java.net.SocketTimeoutException("no whole answer within " + limits.total());
            }
            throw broken;
        } finally {
            deadline.cancel(false);
        }
    }

    private @Nullable HttpEntity whole(@Nullable HttpEntity entity, ExecChain.Scope scope) throws IOException {
        if (entity == null) {
            return null;
        }
        try (InputStream body = entity.getContent()) {
            byte[] bytes = body.readNBytes(limits.answerBytes() + 1);
            if (bytes.length > limits.answerBytes()) {
                scope.execRuntime.discardEndpoint();
                throw new Failures.AnswerTooLarge(limits.answerBytes());
            }
            return new ByteArrayEntity(
                    bytes, org.apache.hc.core5.http.ContentType.parseLenient(entity.getContentType()));
        }
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.ofMilliseconds(duration.toMillis());
    }
}
