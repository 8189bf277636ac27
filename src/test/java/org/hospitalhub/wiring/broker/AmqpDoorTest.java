package org.hospitalhub.wiring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TextMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.FreePort;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.hospitalhub.wiring.HubProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real hub on a broker that is not Artemis, by AMQP 1.0: {@code mvn verify -Dtest=AmqpDoorTest -Dhub.test.excluded=none}. */
@Tag("slow")
class AmqpDoorTest {

    @TempDir
    private static Path home;

    private static AmqpBroker broker;
    private static Sandbox sandbox;
    private static HubProcess hub;

    private final ObjectMapper json = new ObjectMapper();

    @BeforeAll
    static void start() throws Exception {
        broker = new AmqpBroker(home, FreePort.next());
        sandbox = new Sandbox(List.of(new N3Simulator(
                        Clock.systemUTC(),
                        N3SandboxSettings.completingAfter(Duration.ofMillis(100)),
                        HubProcess.TOKEN)))
                .start(0, 0);
        hub = new HubProcess(
                        home,
                        Map.of(
                                "hub.jms.broker-url", broker.url(),
                                "hub.jms.user", AmqpBroker.USER,
                                "hub.jms.password", AmqpBroker.PASSWORD,
                                "hub.n3.base-url", sandbox.uri().resolve("n3/").toString(),
                                "hub.n3.token", HubProcess.TOKEN))
                .start()
                .awaitUp();
    }

    @AfterAll
    static void stop() {
        hub.close();
        sandbox.close();
        broker.close();
    }

    @Test
    void anOrderOverAmqpComesBackToItsSender() throws Exception {
        try (Connection connection = BrokerConfiguration.outside(settings()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            var mine = session.createTemporaryQueue();
            TextMessage order = session.createTextMessage(payload());
            order.setStringProperty("HubOperation", "n3.snils");
            order.setJMSReplyTo(mine);
            order.setJMSCorrelationID("case-12");
            Message answer = ask(session, order, mine);
            assertThat(answer.getJMSCorrelationID()).isEqualTo("case-12");
            assertThat(json.readTree(((TextMessage) answer).getText())
                            .path("state")
                            .asText())
                    .isEqualTo("completed");
        }
    }

    @Test
    void anAnswerIsSentToATemporaryQueueAsToATemporaryQueue() throws Exception {
        try (Connection connection = BrokerConfiguration.outside(settings()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            String name = session.createTemporaryQueue().getQueueName();
            // ActiveMQ Classic has two queues of that name, a temporary one and another one, which nobody reads.
            assertThat(new ReplyQueueResolver().resolveDestinationName(session, name + " else hub.results", false))
                    .isInstanceOf(TemporaryQueue.class);
        }
    }

    @Test
    void anAnswerToATemporaryQueueThatIsGoneIsSentToTheOtherQueue() throws Exception {
        try (Connection connection = BrokerConfiguration.outside(settings()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            Queue queue = (Queue) new ReplyQueueResolver()
                    .resolveDestinationName(session, "TempQueue-that-is-gone else hub.results", false);
            assertThat(queue.getQueueName()).isEqualTo("hub.results");
        }
    }

    @Test
    void aSerializedObjectOverAmqpIsRejectedUnopened() throws Exception {
        try (Connection connection = BrokerConfiguration.outside(settings()).createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            Message order = session.createObjectMessage(new ArrayList<>(List.of("x")));
            order.setStringProperty("HubOperation", "n3.snils");
            Message rejected = ask(session, order, session.createQueue("hub.rejected"));
            assertThat(((TextMessage) rejected).getText()).contains("MESSAGE_TYPE");
        }
    }

    @Test
    void thePythonClientOfTheGuideWorksAsItStands() throws Exception {
        assumeTrue(hasProton(), "python3-qpid-proton is not installed: the Python client is not tried");
        Path order = Files.writeString(home.resolve("order.json"), payload());
        ProcessBuilder start = new ProcessBuilder(
                        "/usr/bin/python3",
                        Path.of("docs/clients/send_order.py").toAbsolutePath().toString(),
                        broker.url(),
                        AmqpBroker.USER,
                        "n3.snils",
                        order.toString())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("client.out").toFile())
                .directory(home.toFile());
        // By the environment, as in the guide: a command line can be read by everybody on the machine.
        start.environment().put("HUB_JMS_PASSWORD", AmqpBroker.PASSWORD);
        Process client = start.start();
        assertThat(client.waitFor(10, TimeUnit.MINUTES)).isTrue();
        JsonNode answer = json.readTree(home.resolve("client.out").toFile());
        assertThat(answer.path("result").path("snils").asText()).matches("\\d{11}");
    }

    private static Message ask(Session session, Message order, Queue answers) throws JMSException {
        MessageProducer producer = session.createProducer(session.createQueue("hub.orders"));
        producer.send(order);
        try (MessageConsumer consumer = session.createConsumer(answers)) {
            Message answer = consumer.receive(180_000);
            assertThat(answer).as("an answer").isNotNull();
            return answer;
        }
    }

    private static JmsSettings settings() {
        return new JmsSettings(broker.url(), AmqpBroker.USER, AmqpBroker.PASSWORD, "jms", List.of(), "127.0.0.1", 0);
    }

    private static boolean hasProton() throws Exception {
        Process python = new ProcessBuilder("/usr/bin/python3", "-c", "import proton").start();
        return python.waitFor() == 0;
    }

    private static String payload() {
        return """
                {"patient": {"familyName": "Почтова", "firstName": "Анна", "birthDate": "1984-05-06", "gender": "2"},
                 "patientPersDocs": {"type": "1", "series": "4500", "number": "100303", "issueDate": "2010-01-01",
                 "issuer": "ОВД"}}""";
    }
}
