package org.hospitalhub.nhif;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.LeavingEntity;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.ledger.ClaimedStep;
import org.jspecify.annotations.Nullable;

/**
 * The skin between the routes of NHIF and the plain classes; bean {@code nhifExchange}.
 */
public final class NhifExchange {

    private static final String WORK = "HubWork";
    private static final String CALL = "HubCall";
    private static final String EARLIER = "HubEarlier";
    private static final String ENDPOINT = "HubEndpoint";

    /** The throttle keeps a permit in memory for each request of its minute. */
    private static final int UNLIMITED = 60_000;

    private final NhifSettings settings;
    private final NhifTls tls;
    private final ScheduledExecutorService timer;
    private final Consumer<ClaimedStep> leaving;
    private final InstantSource clock;
    private final NhifCalls calls;
    private final NhifOutcomes outcomes;
    private final Nomenclatures nomenclatures = new Nomenclatures();

    /**
     * Makes the bean of the routes.
     *
     * @param leaving is told before the first byte of a submission leaves
     */
    NhifExchange(
            NhifSettings settings,
            NhifTls tls,
            ScheduledExecutorService timer,
            Consumer<ClaimedStep> leaving,
            InstantSource clock) {
        this.leaving = leaving;
        this.settings = settings;
        this.tls = tls;
        this.timer = timer;
        this.clock = clock;
        this.calls = new NhifCalls(settings);
        this.outcomes = new NhifOutcomes(settings, tls);
    }

    /** Returns how many requests a minute this node lets through. */
    public int limit() {
        return settings.requestsPerMinute() == 0 ? UNLIMITED : settings.requestsPerMinute();
    }

    /** Takes the work out of the body and leaves the call in it. */
    public void ask(Exchange exchange) {
        ClaimedStep work = Objects.requireNonNull(exchange.getMessage().getBody(ClaimedStep.class));
        exchange.setProperty(WORK, work);
        exchange.getMessage().setBody(calls.call(work));
    }

    /** Turns the call into what Camel's HTTP endpoint takes: its URI, headers and the bytes. */
    public void send(Exchange exchange) {
        Message message = exchange.getMessage();
        NhifCall call = Objects.requireNonNull(message.getBody(NhifCall.class));
        exchange.setProperty(CALL, call);
        askWhetherItChanged(exchange, nomenclatures.find(call));
        exchange.setProperty(ENDPOINT, endpoint(exchange.getContext(), call));
        message.setHeader(Exchange.HTTP_METHOD, call.method());
        message.setHeader(Exchange.HTTP_PATH, call.path());
        message.setHeader("Accept", call.accept());
        message.setBody(call.isSubmission() ? document(call, work(exchange)) : null);
    }

    private LeavingEntity document(NhifCall call, ClaimedStep work) {
        String type = call.body().length == 0 ? null : call.contentType();
        return new LeavingEntity(call.body(), type, () -> leaving.accept(work));
    }

    private static void askWhetherItChanged(Exchange exchange, Nomenclatures.@Nullable Known earlier) {
        exchange.setProperty(EARLIER, earlier);
        if (earlier != null && earlier.etag() != null) {
            exchange.getMessage().setHeader("If-None-Match", earlier.etag());
        }
        if (earlier != null && earlier.lastModified() != null) {
            exchange.getMessage().setHeader("If-Modified-Since", earlier.lastModified());
        }
    }

    /** Turns what came back into an answer; an earlier one that has not changed stands for itself. */
    public void receive(Exchange exchange) {
        Message message = exchange.getMessage();
        NhifAnswer answer = answer(message);
        Nomenclatures.Known earlier = exchange.getProperty(EARLIER, Nomenclatures.Known.class);
        if (answer.status() == 304 && earlier != null) {
            message.setBody(earlier.answer());
            return;
        }
        nomenclatures.keep(
                Objects.requireNonNull(exchange.getProperty(CALL, NhifCall.class)),
                new Nomenclatures.Known(
                        answer,
                        message.getHeader("ETag", String.class),
                        message.getHeader("Last-Modified", String.class)));
        message.setBody(answer);
    }

    private NhifAnswer answer(Message message) {
        byte[] body = message.getBody(byte[].class);
        return new NhifAnswer(
                Objects.requireNonNullElse(message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class), 0),
                Objects.requireNonNullElse(message.getHeader(Exchange.CONTENT_TYPE, String.class), ""),
                body == null ? new byte[0] : body,
                RetryAfter.read(message.getHeader("Retry-After", String.class), clock.instant()),
                "sent".equals(message.getHeader(GuardedHttpClient.CERTIFICATE)));
    }

    /** Turns the answer into the outcome of the step. */
    public void conclude(Exchange exchange) {
        exchange.getMessage()
                .setBody(outcomes.answered(
                        work(exchange),
                        Objects.requireNonNull(exchange.getMessage().getBody(NhifAnswer.class))));
    }

    /** Turns the failure of a call into the outcome of the step; called where failures are handled. */
    public void failed(Exchange exchange) {
        Throwable failure = Objects.requireNonNull(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        exchange.getMessage().setBody(outcomes.failed(work(exchange), failure, exchange.getProperty(ENDPOINT) != null));
    }

    /** One endpoint, and with it one client, for each identity and time-out. */
    private String endpoint(CamelContext camel, NhifCall call) {
        long millis = call.timeOut().toMillis();
        String uri = settings.baseUrl() + "?bridgeEndpoint=true&throwExceptionOnFailure=false&copyHeaders=false"
                + "&httpClientConfigurer=#" + client(camel, call)
                + "&connectionsPerRoute=" + settings.connections()
                + "&connectTimeout=" + settings.connectTimeout().toMillis()
                + "&connectionRequestTimeout=" + settings.connectTimeout().toMillis()
                + "&soTimeout=" + millis
                + "&responseTimeout=" + millis;
        InetSocketAddress proxy = settings.proxyAddress();
        if (proxy != null) {
            uri += "&proxyAuthScheme=http&proxyHost=" + proxy.getHostString() + "&proxyPort=" + proxy.getPort();
        }
        return settings.secure() ? uri + "&sslContextParameters=#" + tls(camel, call.identity()) : uri;
    }

    private String client(CamelContext camel, NhifCall call) {
        GuardedHttpClient guard = new GuardedHttpClient(settings.limits(call.timeOut()), timer);
        return named(camel, "nhif-http-" + call.timeOut().toMillis(), () -> (HttpClientConfigurer) guard::join);
    }

    private String tls(CamelContext camel, String identity) {
        String name = identity.isEmpty() ? "nhif-tls" : "nhif-tls-" + identity;
        return named(camel, name, () -> new IdentityOfExchange(tls.context(identity)));
    }

    /** Gives a bean a name that endpoints can refer to; made once. */
    private static String named(CamelContext camel, String name, Supplier<Object> bean) {
        synchronized (camel) {
            if (camel.getRegistry().lookupByName(name) == null) {
                camel.getRegistry().bind(name, bean.get());
            }
        }
        return name;
    }

    private static ClaimedStep work(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(WORK, ClaimedStep.class));
    }

    private static final class IdentityOfExchange extends SSLContextParameters {
        private final SSLContext context;

        IdentityOfExchange(SSLContext context) {
            this.context = context;
        }

        @Override
        public SSLContext createSSLContext(CamelContext camel) {
            return context;
        }
    }
}
