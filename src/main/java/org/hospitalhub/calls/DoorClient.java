package org.hospitalhub.calls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Calls one door (base address with log-in and TLS) of a service under the rules of {@link GuardedHttpClient}. There is one
 * instance for each door and identity; instances may be shared by threads.
 */
public final class DoorClient implements AutoCloseable {

    private static final int LONGEST_HEADER = 65_536;
    private static final int MOST_HEADERS = 1_000;

    private final Settings settings;
    private final ScheduledExecutorService timer;
    private final CloseableHttpClient client;

    /**
     * The settings of calls to a door.
     *
     * @param limits of one call
     * @param tls identity and trust ({@code OutgoingTls.context}); null for the JDK's own trust and no certificate
     * @param proxy HTTP proxy for a tunnel (CONNECT), unresolved; null for none
     * @param connections most calls at once; further calls wait for the connect time-out
     */
    public record Settings(
            GuardedHttpClient.Limits limits,
            @Nullable SSLContext tls,
            @Nullable InetSocketAddress proxy,
            int connections) {}

    /**
     * Creates a client.
     *
     * @param timer ends calls that take too long
     */
    public DoorClient(Settings settings, ScheduledExecutorService timer) {
        this.settings = settings;
        this.timer = timer;
        HttpClientBuilder builder = HttpClientBuilder.create();
        configure(builder);
        this.client = builder.build();
    }

    /** Configures a client that is being built (Camel's) for this door: guard, TLS, proxy and connections. */
    public void configure(HttpClientBuilder builder) {
        configure(builder, settings, timer);
    }

    /** Configures a client that is being built with these settings. */
    public static void configure(HttpClientBuilder builder, Settings settings, ScheduledExecutorService timer) {
        new GuardedHttpClient(settings.limits(), timer).join(builder);
        builder.setConnectionManager(connections(settings));
        InetSocketAddress proxy = settings.proxy();
        if (proxy != null) {
            builder.setProxy(new HttpHost("http", proxy.getHostString(), proxy.getPort()));
        }
    }

    private static PoolingHttpClientConnectionManager connections(Settings settings) {
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                // The library reads header lines of any length and number, outside of the limit of an answer.
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(LONGEST_HEADER)
                                .setMaxHeaderCount(MOST_HEADERS)
                                .build())
                        .build())
                .setMaxConnTotal(settings.connections())
                .setMaxConnPerRoute(settings.connections())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(settings.limits().connect()))
                        .setSocketTimeout(Timeout.of(settings.limits().silence()))
                        .build());
        SSLContext tls = settings.tls();
        return tls == null
                ? connections.build()
                : connections
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .build();
    }

    /** Sends a request and returns the complete answer, whatever its status; a redirect is an answer. */
    public Answer send(Request request) throws IOException {
        return send(request, () -> {});
    }

    /**
     * Sends a request and returns the complete answer.
     *
     * @param leaving runs when the connection is open, before the first byte of the request is sent; when it throws, nothing is
     *     sent
     * @throws NothingSentException when nothing was sent
     * @throws NoWholeAnswerException when the request may have arrived
     * @throws AnswerTooLargeException when the answer is larger than the limit
     */
    public Answer send(Request request, Runnable leaving) throws IOException {
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute(SingleCallExecutor.LEAVING, leaving);
        ClassicHttpRequest message = message(request);
        try {
            return client.execute(message, context, DoorClient::answer);
        } catch (RuntimeException broken) {
            // The library gave up before it had a connection, outside the guard.
            throw new NothingSentException(broken);
        }
    }

    private static ClassicHttpRequest message(Request request) throws IOException {
        try {
            ClassicRequestBuilder message =
                    ClassicRequestBuilder.create(request.method()).setUri(request.address());
            request.headers().forEach(message::addHeader);
            byte[] body = request.body();
            String type = request.contentType();
            if (body != null) {
                message.setEntity(new ByteArrayEntity(body, null));
                if (type != null) {
                    message.addHeader("Content-Type", type);
                }
            }
            return message.build();
        } catch (IllegalArgumentException unusable) {
            throw new NothingSentException(unusable);
        }
    }

    private static Answer answer(ClassicHttpResponse response) throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (Header header : response.getHeaders()) {
            headers.computeIfAbsent(header.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(String.valueOf(header.getValue()));
        }
        List<String> certificate = headers.remove(GuardedHttpClient.CERTIFICATE.toLowerCase(Locale.ROOT));
        byte[] body = response.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(response.getEntity());
        return new Answer(response.getCode(), headers, body, certificate != null && certificate.contains("sent"));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
