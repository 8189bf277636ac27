package org.hospitalhub.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Message;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;

/** Adapts the delivery to Camel: puts an answer and its address into a message, and reads the result of sending it. */
public final class DeliveryExchange {

    private static final String DESTINATION = "CamelJmsDestinationName";
    private static final String REPLIES = "HubReplies";
    private static final String BODY = "HubAnswer";

    private final ObjectMapper json;
    private final Languages hospital;
    private final ResultFiles files;

    DeliveryExchange(ObjectMapper json, Languages hospital, ResultFiles files) {
        this.json = json;
        this.hospital = hospital;
        this.files = files;
    }

    /** Writes the result file of a batch. */
    public void writeFile(Batches.Answer answer) throws IOException {
        files.write(answer);
    }

    /** Leaves the order JSON in the body and the name of the delivery route in the header {@code HubRoute}. */
    public void address(@ExchangeProperty("HubWork") ClaimedStep work, Exchange exchange)
            throws JsonProcessingException {
        exchange.getMessage().setBody(json.writeValueAsString(OrderJson.of(work.order(), work.result(), hospital)));
        Order order = work.order();
        send(order, exchange, order.id(), order.id() + "/" + order.state().word());
    }

    /**
     * Leaves the order JSON with the status update under {@code progress} in the body. Updates go to a queue of their own,
     * because a client that waits for a reply takes the first message for the answer.
     */
    public void addressProgress(@ExchangeProperty("HubWork") ClaimedStep work, @Body ObjectNode news, Exchange exchange)
            throws JsonProcessingException {
        Order order = work.order();
        ObjectNode message = OrderJson.of(order, null, hospital);
        message.set("progress", news);
        exchange.getMessage().setBody(json.writeValueAsString(message));
        String once = order.id() + "/progress/" + news.path("number").asInt();
        send(order, exchange, once, once);
        if (order.address() instanceof Address.Queue queue) {
            Address.Queue progress = new Address.Queue(
                    queue.progress(),
                    queue.correlationId(),
                    queue.binary(),
                    queue.priority(),
                    false,
                    queue.home(),
                    List.of());
            exchange.setProperty(REPLIES, List.of(new Reply(progress, once)));
        }
    }

    /**
     * Sets how a receiver recognises a repeated delivery: over HTTP by the key, at Artemis by the duplicate id, which other
     * brokers ignore.
     */
    private static void send(Order order, Exchange exchange, String key, String duplicate) {
        Message message = exchange.getMessage();
        Address address = order.address();
        if (address instanceof Address.Queue queue) {
            message.setHeader("HubRoute", "delivery-jms");
            message.setHeader("HubOrder", order.id());
            exchange.setProperty(REPLIES, replies(queue, duplicate));
            exchange.setProperty(BODY, message.getBody(String.class));
        } else if (address instanceof Address.Callback callback) {
            message.setHeader("HubRoute", "delivery-call");
            // Camel would read a query in the URI of an endpoint as options, such as a proxy for the answer. The path
            // is set
            // apart too, because Camel would read %3F in it as the beginning of a query.
            URI url = URI.create(callback.url());
            exchange.setProperty("HubCallback", url.getScheme() + "://" + url.getRawAuthority());
            exchange.setProperty("HubCallbackPath", url.getRawPath());
            exchange.setProperty("HubCallbackQuery", url.getRawQuery());
            message.setHeader("Idempotency-Key", key);
        } else {
            throw new IllegalStateException("the answer of this order is fetched, not sent");
        }
    }

    /** One queue of an answer, with the duplicate id of its message. */
    record Reply(Address.Queue to, String duplicate) {}

    private static List<Reply> replies(Address.Queue queue, String duplicate) {
        List<Reply> replies = new ArrayList<>();
        for (Address.Queue place : queue.all()) {
            replies.add(new Reply(place, replies.isEmpty() ? duplicate : duplicate + "/" + replies.size()));
        }
        return replies;
    }

    /** Creates the message for one queue of an answer; the queue is the body. */
    public void writeReply(@Body Reply reply, @ExchangeProperty(BODY) String answer, Exchange exchange) {
        Message message = exchange.getMessage();
        message.setBody(answer);
        message.setHeader(DESTINATION, reply.to().destination());
        message.setHeader("JMSPriority", reply.to().priority());
        message.setHeader("_AMQ_DUPL_ID", reply.duplicate());
        String correlation = reply.to().correlationId();
        if (reply.to().binary() && correlation != null) {
            exchange.setProperty("HubCorrelation", Base64.getDecoder().decode(correlation));
        } else {
            message.setHeader("JMSCorrelationID", correlation);
        }
    }

    /** Returns the outcome of an answer that the broker has accepted; the ledger has the answer itself. */
    public Outcome delivered() {
        return new Outcome.Done(JsonNodeFactory.instance.objectNode());
    }

    /** Returns the outcome for the receiver's HTTP status. */
    public Outcome callbackAnswered(@Header(Exchange.HTTP_RESPONSE_CODE) int status) {
        if (status >= 200 && status < 300) {
            return delivered();
        }
        boolean passing = status >= 500 || status == 408 || status == 425 || status == 429;
        return new Outcome.Failed(
                new Problem(
                        "CALLBACK_REFUSED",
                        Wording.of("CALLBACK_REFUSED", status),
                        Wording.of(passing ? "CALLBACK_REFUSED.again" : "CALLBACK_REFUSED.detail")),
                passing ? Outcome.Remedy.RETRY : Outcome.Remedy.PARK,
                passing ? Duration.ZERO : null,
                null);
    }
}
