package org.hospitalhub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.LedgerInMemory;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.support.OrderBuilder;
import org.junit.jupiter.api.Test;

/** News of an order, addressed. */
class DeliveryExchangeTest {

    private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private JsonNode tell(Address address) throws Exception {
        ObjectNode news = JSON.createObjectNode().put("number", 2).put("status", "IN_PROCESS");
        DeliveryExchange delivery = new DeliveryExchange(
                JSON,
                Languages.ENGLISH,
                new ResultFiles(
                        Path.of("unused"), new BatchResults(new LedgerInMemory(), new Operations(List.of()), JSON)));
        delivery.addressProgress(work(address), news, exchange);
        return JSON.readTree(exchange.getMessage().getBody(String.class));
    }

    /** Addresses an answer as delivery-send does. */
    static void address(Address address, Exchange exchange) throws Exception {
        new DeliveryExchange(
                        JSON,
                        Languages.ENGLISH,
                        new ResultFiles(
                                Path.of("unused"),
                                new BatchResults(new LedgerInMemory(), new Operations(List.of()), JSON)))
                .address(work(address), exchange);
        exchange.setProperty("HubWork", work(address));
    }

    private static ClaimedStep work(Address address) {
        return OrderBuilder.order("ehealth.capitation-contract-request")
                .id("o1")
                .state(State.WAITING)
                .key("k")
                .owner("ivan")
                .address(address)
                .step("tell")
                .attempts(6)
                .acceptedAt(NOW)
                .claimed("ehealth", NOW);
    }

    @Test
    void newsAreTheOrderWithItsProgress() throws Exception {
        JsonNode update = tell(new Address.Queue("hub.results", "c1", 4));
        assertThat(update.path("id").asText()).isEqualTo("o1");
        assertThat(update.path("progress").path("status").asText()).isEqualTo("IN_PROCESS");
    }

    @Test
    void newsDoNotGoWhereTheAnswerIsAwaited() throws Exception {
        tell(new Address.Queue("reply.1", "c1", 4));
        List<?> replies = exchange.getProperty("HubReplies", List.class);
        assertThat(replies).hasSize(1);
        Address.Queue to = ((DeliveryExchange.Reply) replies.get(0)).to();
        assertThat(to)
                .extracting(Address.Queue::queue, Address.Queue::correlationId)
                .containsExactly("hub.progress", "c1");
    }

    @Test
    void repeatedStatusUpdatesAreDistinguishedFromTheAnswer() throws Exception {
        tell(new Address.Callback("https://his.example/answers"));
        assertThat(exchange.getMessage().getHeader("Idempotency-Key")).isEqualTo("o1/progress/2");
    }
}
