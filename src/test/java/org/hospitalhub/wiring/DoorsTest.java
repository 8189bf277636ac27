package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plays attacks on the doors of the real application; what counts is what the service receives and the ledger holds. */
class DoorsTest {

    private static final AtomicBoolean CODE_OF_THE_SENDER_RAN = new AtomicBoolean();

    private final RunningHub hub = RunningHub.shared();
    private Connection connection;
    private Session session;

    /** An object that notices when somebody reads it. */
    static final class Poison implements Serializable {
        private static final long serialVersionUID = 1;

        private void readObject(ObjectInputStream in) {
            CODE_OF_THE_SENDER_RAN.set(in != null);
        }
    }

    @BeforeEach
    void logIn() throws JMSException {
        connection = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + hub.jmsPort)
                .createConnection("his", RunningHub.JMS_PASSWORD);
        connection.start();
        session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    @AfterEach
    void logOut() throws JMSException {
        connection.close();
    }

    @Test
    void anAnswerComesToTheQueueThatWasNamedUnderTheCorrelationIdAndWithThePriorityOfItsRequest() throws Exception {
        TextMessage order = order(hub.patient("Почтин", "Иван"));
        Queue mine = session.createQueue("his.answers." + UUID.randomUUID());
        order.setJMSReplyTo(mine);
        order.setJMSCorrelationID("case-77");
        send(order, 8);
        Message answer = receive(mine);
        assertThat(answer.getJMSCorrelationID()).isEqualTo("case-77");
        assertThat(answer.getJMSPriority()).isEqualTo(8);
        JsonNode reply = hub.read(((TextMessage) answer).getText());
        assertThat(reply.path("state").asText()).isEqualTo("completed");
        assertThat(reply.path("priority").asText()).isEqualTo("urgent");
    }

    @Test
    void withoutAReplyQueueTheAnswerIsInHubResultsUnderTheMessageId() throws Exception {
        BytesMessage order = session.createBytesMessage();
        order.writeBytes(hub.patient("Байтов", "Иван").toString().getBytes(StandardCharsets.UTF_8));
        order.setStringProperty("HubOperation", "n3.snils");
        String id = send(order, 2);
        Message answer = receive(session.createQueue("hub.results"), "JMSCorrelationID='" + id + "'");
        assertThat(hub.read(((TextMessage) answer).getText()).path("priority").asText())
                .isEqualTo("batch");
    }

    @Test
    void anUnreadableMessageGoesToHubRejectedWithItsFindings() throws Exception {
        TextMessage order = session.createTextMessage("no json");
        order.setStringProperty("HubOperation", "n3.snils");
        assertThat(rejected(order)).isNotEmpty();
        TextMessage unknown = session.createTextMessage("{}");
        unknown.setStringProperty("HubOperation", "n3.horoscope");
        assertThat(rejected(unknown)).contains("UNKNOWN_OPERATION");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri",
                "CAmelHttpUri",
                "camelhttpuri",
                "CamelHttpPath",
                "CamelJmsDestinationName",
                "HubRoute",
                "HubCallback",
                "HubWork"
            })
    void aPropertyOfAMessageNeverSteersTheHub(String property) throws Exception {
        int trapped = hub.trapped.size();
        ObjectNode payload = hub.patient("Рулин", "Иван");
        TextMessage order = order(payload);
        order.setStringProperty(property, hub.trapUrl());
        order.setStringProperty("CamelHttpMethod", "DELETE");
        Queue mine = session.createQueue("his.answers." + UUID.randomUUID());
        order.setJMSReplyTo(mine);
        send(order, 4);
        Message answer = receive(mine);
        assertThat(hub.read(((TextMessage) answer).getText()).path("state").asText())
                .isEqualTo("completed");
        assertThat(answer.propertyExists(property)).isFalse();
        assertThat(hub.trapped).hasSize(trapped);
        assertThat(hub.journal().path("requests").findValuesAsText("method")).containsOnly("POST", "GET");
    }

    @Test
    void aPlaceholderInAMessageIsTextLikeAnyOther() throws Exception {
        ObjectNode payload = hub.patient("Шаблонин", "Иван");
        ((ObjectNode) payload.path("patientPersDocs")).put("issuer", "{{hub.n3.token}} ${bean:camelContext}");
        TextMessage order = order(payload);
        order.setStringProperty("Note", "{{hub.n3.token}}");
        order.setJMSCorrelationID("{{hub.n3.token}}");
        Queue mine = session.createQueue("his.answers." + UUID.randomUUID());
        order.setJMSReplyTo(mine);
        send(order, 4);
        TextMessage answer = (TextMessage) receive(mine);
        assertThat(answer.getText()).contains("completed").doesNotContain(RunningHub.TOKEN);
        assertThat(answer.getJMSCorrelationID()).isEqualTo("{{hub.n3.token}}");
    }

    @Test
    void anObjectInAMessageIsNeverRead() throws Exception {
        Message order = session.createObjectMessage(new Poison());
        order.setStringProperty("HubOperation", "n3.snils");
        assertThat(rejected(order)).contains("MESSAGE_TYPE");
        assertThat(CODE_OF_THE_SENDER_RAN).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.orders", "activemq.notifications", "HUB.ORDERS", "{{hub.n3.token}}"})
    void anAnswerIsNeverSentWhereItWouldDoHarm(String queue) throws Exception {
        TextMessage order = order(hub.patient("Петлин", "Иван"));
        order.setJMSReplyTo(session.createQueue(queue));
        assertThat(rejected(order)).contains("REPLY_TO").doesNotContain(RunningHub.TOKEN);
    }

    @Test
    void aLineFeedInAKeyOrACorrelationIdSteersNothing() throws Exception {
        TextMessage order = order(hub.patient("Строкин", "Иван"));
        order.setStringProperty("HubOrderKey", "a\r\nHubRoute: x");
        assertThat(rejected(order)).contains("KEY_INVALID");
        TextMessage odd = order(hub.patient("Строкин", "Иван"));
        odd.setJMSCorrelationID("a\r\nHubRoute: delivery-call");
        Queue mine = session.createQueue("his.answers." + UUID.randomUUID());
        odd.setJMSReplyTo(mine);
        send(odd, 4);
        assertThat(receive(mine).getJMSCorrelationID()).startsWith("a");
    }

    @Test
    void clientsOfTheBrokerCannotReadTheOrdersOfOthers() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> session.createConsumer(session.createQueue("hub.orders")))
                .isInstanceOf(JMSException.class);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> new ActiveMQConnectionFactory("tcp://127.0.0.1:" + hub.jmsPort)
                                .createConnection("his", "wrong"))
                .isInstanceOf(JMSException.class);
    }

    @Test
    void noHeaderOfAnHttpRequestSteersTheHub() {
        int trapped = hub.trapped.size();
        HttpRequest.Builder order = hub.request("integrator", "/api/orders/n3.snils")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        hub.patient("Заголовкин", "{{hub.n3.token}} Иван").toString()));
        for (String name : List.of(
                "CamelHttpUri",
                "CAMELHTTPURI",
                "CamelHttpPath",
                "CamelFileName",
                "CamelHttpQuery",
                "HubRoute",
                "HubCallback",
                "HubWork",
                "CamelJmsDestinationName")) {
            order.header(name, hub.trapUrl());
        }
        HttpResponse<String> accepted = hub.send(order);
        assertThat(accepted.statusCode()).isEqualTo(202);
        String id = hub.read(accepted).path("id").asText();
        assertThat(hub.ended(id).path("state").asText()).isEqualTo("completed");
        assertThat(hub.trapped).hasSize(trapped);
        assertThat(hub.journal().path("requests").findValuesAsText("path"))
                .allMatch(path -> path.contains("snils") || path.contains("policy"));
    }

    @Test
    void theQueryOfACallbackIsTheReceiversAndNoOptionOfTheClient() {
        int trapped = hub.trapped.size();
        URI trap = URI.create(hub.trapUrl());
        String query =
                "proxyHost=%s&proxyPort=%d&proxyAuthHost=%1$s&bridgeEndpoint=false&followRedirects=true&case=a%%20b"
                        .formatted(trap.getHost(), trap.getPort());
        HttpResponse<String> accepted = hub.send(hub.request("integrator", "/api/orders/n3.snils")
                .header("Content-Type", "application/json")
                .header("Hub-Callback", hub.callbackUrl("query?" + query))
                .POST(HttpRequest.BodyPublishers.ofString(
                        hub.patient("Запросов", "Иван").toString())));
        assertThat(accepted.statusCode()).isEqualTo(202);
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> hub.answers.stream()
                .anyMatch(answer -> answer.path().equals("/answers/query?" + query)));
        assertThat(hub.trapped).hasSize(trapped);
    }

    @Test
    void aBrokenLineInAnHttpHeaderIsRefusedAtTheDoor() throws Exception {
        String login = Base64.getEncoder().encodeToString("integrator:integrator".getBytes(StandardCharsets.UTF_8));
        try (Socket socket = new Socket("127.0.0.1", hub.uri("/").getPort())) {
            OutputStream out = socket.getOutputStream();
            String body = hub.patient("Разрывин", "Иван").toString();
            out.write(("POST /api/orders/n3.snils HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic " + login
                            + "\r\nContent-Type: application/json\r\nIdempotency-Key: a\rHubRoute: x\r\nConnection: close\r\n"
                            + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 4");
        } catch (IOException cut) {
            // cut off is refused, too
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/orders/%00", "/api/orders/..%2f..", "/api/[x]"})
    void requestsThatTheServerItselfRejectsGetAProblemToo(String path) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", hub.uri("/").getPort())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "\"status\":400");
        }
    }

    private TextMessage order(JsonNode payload) throws JMSException {
        TextMessage order = session.createTextMessage(payload.toString());
        order.setStringProperty("HubOperation", "n3.snils");
        return order;
    }

    private String send(Message message, int priority) throws JMSException {
        try (MessageProducer producer = session.createProducer(session.createQueue("hub.orders"))) {
            producer.setPriority(priority);
            producer.send(message);
            return message.getJMSMessageID();
        }
    }

    /** Sends a message that should be rejected and returns the message in hub.rejected. */
    private String rejected(Message message) throws JMSException {
        String correlation = "rejected-" + UUID.randomUUID();
        message.setJMSCorrelationID(correlation);
        send(message, 4);
        return ((TextMessage) receive(session.createQueue("hub.rejected"), "JMSCorrelationID='" + correlation + "'"))
                .getText();
    }

    private Message receive(Queue queue) throws JMSException {
        return receive(queue, null);
    }

    private Message receive(Queue queue, String selector) throws JMSException {
        try (MessageConsumer consumer = session.createConsumer(queue, selector)) {
            Message message = consumer.receive(Duration.ofMinutes(4).toMillis());
            assertThat(message).as("a message in " + queue.getQueueName()).isNotNull();
            return message;
        }
    }

    @AfterAll
    static void nothingPersonalLiesInTheLogsOrInTheLedger() throws Exception {
        assertThat(RunningHub.shared().personalOnDisk()).isEmpty();
    }
}
