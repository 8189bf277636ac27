package org.hospitalhub.wiring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.State;
import org.hospitalhub.wiring.RunningHub;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of every kind to the running hub, and where their answers and rejections come to. */
class JmsRepliesTest {

    private final RunningHub hub = RunningHub.shared();
    private Connection connection;
    private Session session;

    @BeforeEach
    void logIn() throws JMSException {
        logIn("his", "");
    }

    private void logIn(String user, String options) throws JMSException {
        if (connection != null) {
            connection.close();
        }
        connection = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + hub.jmsPort + options)
                .createConnection(user, RunningHub.JMS_PASSWORD);
        connection.start();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @AfterEach
    void logOut() throws JMSException {
        connection.close();
    }

    // --- rejected

    @Test
    void aRejectedMessageIsAnsweredToItsReplyQueueToo() throws Exception {
        TextMessage order = session.createTextMessage("no json");
        order.setStringProperty("HubOperation", "n3.snils");
        order.setStringProperty("HubOrderKey", "key-" + UUID.randomUUID());
        order.setJMSCorrelationID("case-1");
        Queue mine = mine();
        order.setJMSReplyTo(mine);
        send(order);
        JsonNode reply = answer(mine, "case-1");
        assertThat(reply.path("state").asText()).isEqualTo("rejected");
        assertThat(reply.path("key").asText()).isEqualTo(order.getStringProperty("HubOrderKey"));
        assertThat(reply.path("findings").findValuesAsText("code")).isNotEmpty();
        assertThat(rejection("case-1").findValuesAsText("code")).isNotEmpty();
    }

    @Test
    void aKeyUsedForAnotherPayloadIsAnsweredAsRejected() throws Exception {
        String key = "key-" + UUID.randomUUID();
        Queue mine = mine();
        send(order("Первушин", key, mine, "first"));
        assertThat(answer(mine, "first").path("state").asText()).isEqualTo("completed");
        send(order("Второв", key, mine, "second"));
        JsonNode reply = answer(mine, "second");
        assertThat(reply.path("state").asText()).isEqualTo("rejected");
        assertThat(reply.path("findings").findValuesAsText("code")).containsExactly("KEY_REUSED");
    }

    // --- repeats

    @Test
    void aRepeatOfAnEndedOrderIsAnsweredToTheRepeatsReplyQueue() throws Exception {
        TextMessage order = order("Повторов", "key-" + UUID.randomUUID(), mine(), "first");
        send(order);
        JsonNode first = answer((Queue) order.getJMSReplyTo(), "first");
        for (int again = 1; again < 3; again++) {
            Queue other = mine();
            order.setJMSReplyTo(other);
            order.setJMSCorrelationID("again-" + again);
            send(order);
            JsonNode second = answer(other, "again-" + again);
            assertThat(second.path("id")).isEqualTo(first.path("id"));
            assertThat(second.path("result")).isEqualTo(first.path("result"));
        }
    }

    @Test
    void aRepeatOfAnOpenOrderIsAnsweredToBothReplyQueues() throws Exception {
        hub.post("operator", "/api/services/n3/pause", "{\"why\":\"a test\"}");
        TextMessage order = order("Ожидаев", "key-" + UUID.randomUUID(), mine(), "first");
        Queue one = (Queue) order.getJMSReplyTo();
        Queue two = mine();
        try {
            send(order);
            order.setJMSReplyTo(two);
            order.setJMSCorrelationID("second");
            send(order);
            order.setJMSCorrelationID("third");
            send(order);
            await().atMost(Duration.ofMinutes(1)).until(() -> waitingFor(order.getStringProperty("HubOrderKey")) == 3);
        } finally {
            hub.post("operator", "/api/services/n3/resume", "{}");
        }
        JsonNode first = answer(one, "first");
        assertThat(answer(two, "second").path("id")).isEqualTo(first.path("id"));
        assertThat(answer(two, "third").path("result")).isEqualTo(first.path("result"));
    }

    private int waitingFor(String key) {
        return hub.bean(Orders.class).list(new Orders.Query(null, null, null, key, "jms"), 0, 1).items().stream()
                .filter(order -> order.state() != State.COMPLETED)
                .mapToInt(order -> ((org.hospitalhub.ledger.Address.Queue) order.address())
                        .all()
                        .size())
                .sum();
    }

    @Test
    void aMessageThatWasGivenOverHttpBeforeIsAnsweredOnlyToItsOwnSender() throws Exception {
        String key = "key-" + UUID.randomUUID();
        var payload = hub.patient("Чужаков", "Иван");
        hub.send(hub.request("integrator", "/api/orders/n3.snils")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(payload.toString())));
        TextMessage order = order("Прочий", key, mine(), "other");
        send(order);
        assertThat(answer((Queue) order.getJMSReplyTo(), "other").path("state").asText())
                .isEqualTo("completed");
    }

    // --- reply queues

    @Test
    void theAnswerForADeletedTemporaryQueueGoesToHubResultsAndMakesNoQueue() throws Exception {
        hub.post("operator", "/api/services/n3/pause", "{\"why\":\"a test\"}");
        String correlation = "gone-" + UUID.randomUUID();
        var mine = session.createTemporaryQueue();
        String name = mine.getQueueName();
        try {
            TextMessage order = order("Временнов", "key-" + UUID.randomUUID(), mine, correlation);
            send(order);
            await().atMost(Duration.ofMinutes(1)).until(() -> waitingFor(order.getStringProperty("HubOrderKey")) == 1);
            mine.delete();
        } finally {
            hub.post("operator", "/api/services/n3/resume", "{}");
        }
        assertThat(answer(session.createQueue("hub.results"), correlation)
                        .path("state")
                        .asText())
                .isEqualTo("completed");
        assertThat(hub.bean(EmbeddedBroker.class).hasQueue(name)).isFalse();
    }

    @Test
    void aDepartmentsAnswersAndRejectionsComeToItsOwnResults() throws Exception {
        logIn("lab", "");
        send(order("Лабораторов", null, null, "good"));
        assertThat(answer(session.createQueue("lab.results"), "good")
                        .path("state")
                        .asText())
                .isEqualTo("completed");
        TextMessage bad = session.createTextMessage("no json");
        bad.setJMSCorrelationID("bad");
        send(bad);
        assertThat(answer(session.createQueue("lab.results"), "bad")
                        .path("state")
                        .asText())
                .isEqualTo("rejected");
    }

    /** Behind {@code ::} Artemis reads the name of another queue, which an answer would make. */
    @ParameterizedTest
    @ValueSource(strings = {"his.answers", "lab.answers::ward-answers", "lab.results::hub.results", "lab.x::"})
    void aDepartmentCannotHaveItsAnswerSentToAnotherOne(String queue) throws Exception {
        logIn("lab", "");
        send(order("Лабораторов", null, session.createQueue(queue), "theirs"));
        assertThat(answer(session.createQueue("lab.results"), "theirs")
                        .path("findings")
                        .findValuesAsText("code"))
                .containsExactly("REPLY_TO");
    }

    // --- keys and correlation ids

    @Test
    void aNumberIsTheKeyOfItsDigits() throws Exception {
        long key = System.nanoTime();
        TextMessage order = order("Числов", null, mine(), "number");
        order.setLongProperty("HubOrderKey", key);
        send(order);
        JsonNode first = answer((Queue) order.getJMSReplyTo(), "number");
        assertThat(first.path("key").asText()).isEqualTo(String.valueOf(key));
        order.clearProperties();
        order.setStringProperty("HubOperation", "n3.snils");
        order.setStringProperty("HubOrderKey", String.valueOf(key));
        order.setJMSCorrelationID("text");
        send(order);
        assertThat(answer((Queue) order.getJMSReplyTo(), "text").path("id")).isEqualTo(first.path("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"boolean", "double", "empty"})
    void aKeyOfAnotherKindIsRejected(String kind) throws Exception {
        TextMessage order = order("Ключев", null, mine(), kind);
        switch (kind) {
            case "boolean" -> order.setBooleanProperty("HubOrderKey", true);
            case "double" -> order.setDoubleProperty("HubOrderKey", 1.5);
            default -> order.setStringProperty("HubOrderKey", "");
        }
        send(order);
        assertThat(answer((Queue) order.getJMSReplyTo(), kind).path("findings").findValuesAsText("code"))
                .containsExactly("KEY_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "bad"})
    void aCorrelationIdOfBytesComesBackAsItWas(String kind) throws Exception {
        TextMessage order = order("Байтов", null, mine(), null);
        if (kind.equals("bad")) {
            order.setText("no json");
        }
        byte[] correlation = {0, (byte) 0xff, 0x41, (byte) 0x80, 0x0a};
        order.setJMSCorrelationIDAsBytes(correlation);
        send(order);
        Message answer = receive((Queue) order.getJMSReplyTo(), null);
        assertThat(answer.getJMSCorrelationIDAsBytes()).isEqualTo(correlation);
    }

    // --- bodies

    @ParameterizedTest
    @CsvSource({"text, 3000000", "bytes, 3000000", "text, 1100000", "bytes, 1048577"})
    void aBodyOverTheLimitIsRejectedAndTheNextOneIsTaken(String kind, int size) throws Exception {
        tooLarge(kind, size, "");
    }

    @ParameterizedTest
    @CsvSource({"text, 6000000", "bytes, 6000000"})
    void aCompressedBodyThatUnpacksToMoreThanTheLimitIsRejected(String kind, int size) throws Exception {
        tooLarge(kind, size, "?compressLargeMessage=true&compressionLevel=9");
    }

    @Test
    void aLargeBodyInOnePieceIsRejected() throws Exception {
        tooLarge("bytes", 5_000_000, "?minLargeMessageSize=50000000");
    }

    private void tooLarge(String kind, int size, String options) throws Exception {
        logIn("his", options);
        String body = "x".repeat(size);
        Message order;
        if (kind.equals("text")) {
            order = session.createTextMessage(body);
        } else {
            BytesMessage bytes = session.createBytesMessage();
            bytes.writeBytes(body.getBytes(StandardCharsets.UTF_8));
            order = bytes;
        }
        String correlation = "large-" + UUID.randomUUID();
        order.setStringProperty("HubOperation", "n3.snils");
        order.setJMSCorrelationID(correlation);
        Queue mine = mine();
        order.setJMSReplyTo(mine);
        send(order);
        assertThat(answer(mine, correlation).path("findings").findValuesAsText("code"))
                .containsExactly("TOO_LARGE");
        assertThat(rejection(correlation).path("original").asText()).isEmpty();
        TextMessage next = order("Следующев", null, mine(), "next");
        send(next);
        assertThat(answer((Queue) next.getJMSReplyTo(), "next").path("state").asText())
                .isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource({"text,", "bytes,", "text, ?compressLargeMessage=true", "bytes, ?compressLargeMessage=true"})
    void aLargeBodyWithinTheLimitIsTaken(String kind, @Nullable String options) throws Exception {
        logIn("his", options == null ? "" : options);
        String body = hub.patient("Большов", "Ёж").toString() + " ".repeat(700_000);
        Message order;
        if (kind.equals("text")) {
            order = session.createTextMessage(body);
        } else {
            BytesMessage bytes = session.createBytesMessage();
            bytes.writeBytes(body.getBytes(StandardCharsets.UTF_8));
            order = bytes;
        }
        order.setStringProperty("HubOperation", "n3.snils");
        order.setJMSCorrelationID("fits");
        Queue mine = mine();
        order.setJMSReplyTo(mine);
        send(order);
        assertThat(answer(mine, "fits").path("state").asText()).isEqualTo("completed");
    }

    // --- helpers of this test

    private Queue mine() throws JMSException {
        return session.createQueue("his.answers." + UUID.randomUUID());
    }

    private TextMessage order(
            String family, @Nullable String key, @Nullable Destination replyTo, @Nullable String correlation)
            throws JMSException {
        TextMessage order =
                session.createTextMessage(hub.patient(family, "Иван").toString());
        order.setStringProperty("HubOperation", "n3.snils");
        if (key != null) {
            order.setStringProperty("HubOrderKey", key);
        }
        order.setJMSReplyTo(replyTo);
        order.setJMSCorrelationID(correlation);
        return order;
    }

    private void send(Message message) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue("hub.orders"))) {
            producer.send(message);
        }
    }

    private JsonNode answer(Queue queue, String correlation) throws JMSException {
        return hub.read(((TextMessage) receive(queue, correlation)).getText());
    }

    private JsonNode rejection(String correlation) throws JMSException {
        return answer(session.createQueue("hub.rejected"), correlation);
    }

    private Message receive(Queue queue, @Nullable String correlation) throws JMSException {
        String selector = correlation == null ? null : "JMSCorrelationID='" + correlation + "'";
        try (MessageConsumer consumer = session.createConsumer(queue, selector)) {
            Message message = consumer.receive(Duration.ofMinutes(1).toMillis());
            assertThat(message).as("a message in " + queue.getQueueName()).isNotNull();
            return message;
        }
    }

    @AfterAll
    static void nothingPersonalLiesInTheLogsOrInTheLedger() throws Exception {
        assertThat(RunningHub.shared().personalOnDisk()).isEmpty();
    }
}
