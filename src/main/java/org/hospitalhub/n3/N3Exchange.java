package org.hospitalhub.n3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpMethods;
import org.hospitalhub.calls.LeavingEntity;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.ledger.Work;
import org.hospitalhub.pacing.PollPlan;

/** The thin skin between the routes of N3 and its plain classes; bean {@code n3Exchange}. */
public final class N3Exchange {

    private static final String WORK = "HubWork";

    /** Written as N3 writes it (N3 description §2.1.1). */
    private static final String MEDIA_TYPE = "application/json;charset=UTF-8";

    /** More than one node can send in a window; the throttle keeps an object for each. */
    private static final int UNLIMITED = 100_000;

    private final N3Settings settings;
    private final Consumer<Work> leaving;
    private final InstantSource clock;
    private final N3Submit submit;
    private final N3Poll poll;

    /**
     * Makes the bean of the routes.
     *
     * @param leaving is told before the first byte of an order leaves
     */
    N3Exchange(N3Settings settings, PollPlan plan, Consumer<Work> leaving, InstantSource clock) {
        this.settings = settings;
        this.leaving = leaving;
        this.clock = clock;
        this.submit = new N3Submit(settings, plan, clock);
        this.poll = new N3Poll(settings, plan, clock);
    }

    /** Tells how many requests this node lets through in a window: the second guard behind the ledger's permits. */
    public int limit() {
        return settings.requestsPerMinute() == 0 ? UNLIMITED : settings.requestsPerMinute();
    }

    /** Makes the request that orders an answer. */
    public N3Request order(@ExchangeProperty(WORK) Work work) {
        return submit.request(work);
    }

    /** Says what the answer to an order means. */
    public Outcome ordered(@ExchangeProperty(WORK) Work work, @Body N3Answer answer) {
        return submit.outcome(work, answer);
    }

    /** Makes the request that asks for an answer. */
    public N3Request question(@ExchangeProperty(WORK) Work work) {
        return poll.request(work);
    }

    /** Says what the answer to a question means. */
    public Outcome answered(@ExchangeProperty(WORK) Work work, @Body N3Answer answer) {
        return poll.outcome(work, answer);
    }

    /** Turns a request into what the http component sends (N3 description §1). */
    public void dress(Exchange exchange, @ExchangeProperty(WORK) Work work, @Body N3Request request) {
        Message message = exchange.getMessage();
        // As the component's own type: a word would be looked up among all converters at every call.
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(request.method()));
        message.setHeader(Exchange.HTTP_PATH, request.path());
        message.setHeader("Authorization", "N3 " + settings.token());
        message.setHeader("Accept", "*/*");
        byte[] body = request.body();
        message.setBody(body == null ? null : new LeavingEntity(body, MEDIA_TYPE, () -> leaving.accept(work)));
    }

    /** Ends the step when its permit is too old to be used: sent now, the request could fall into another minute. */
    public void permit(@ExchangeProperty(WORK) Work work) {
        Duration age = Duration.between(work.claimedAt(), clock.instant());
        if (age.compareTo(settings.permitValid()) > 0) {
            throw new StepEndedException(new Outcome.Failed(
                    new Problem("PERMIT_TOO_OLD", "The permit was not used in time", "Nothing was sent; tried again."),
                    Remedy.AGAIN,
                    null,
                    null));
        }
    }

    /** Reads status, body and Retry-After of an answer, whatever its other headers say. */
    public N3Answer read(Exchange exchange) {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        return N3Answer.of(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
                body == null || body.length == 0 ? address(message) : body,
                message.getHeader("Retry-After", String.class));
    }

    /** What comes out is called "Resource-URI: path of the resource" (N3 description §2.1): without a body it may be a header. */
    private static byte[] address(Message message) {
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        String address = Stream.of("Resource-URI", "Location")
                .map(name -> message.getHeader(name, "", String.class))
                .filter(text -> status >= 200 && status < 300 && !text.isEmpty())
                .findFirst()
                .orElse("");
        return address.getBytes(StandardCharsets.UTF_8);
    }
}
