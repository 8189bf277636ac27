package org.hospitalhub.wiring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hospitalhub.FreePort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plays clients of the embedded broker that want what is not theirs: three departments, one broker. */
class BrokerDoorTest {

    private static final String HUB_PASSWORD = "hub-password";

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static int port;

    private @Nullable Connection connection;

    @BeforeAll
    static void start() throws Exception {
        port = FreePort.next();
        JmsSettings settings = new JmsSettings(
                "",
                "his",
                "his-password",
                "jms",
                List.of(
                        new JmsSettings.User("lab", "lab-password", "", ""),
                        new JmsSettings.User("ward", "ward-password", "ward-", "his")),
                "127.0.0.1",
                port);
        assertThat(settings.problems()).isEmpty();
        broker =
                new EmbeddedBroker(settings, folder, ThreadLocalRandom.current().nextInt(1, 1 << 30), HUB_PASSWORD);
    }

    @AfterAll
    static void stop() throws Exception {
        broker.stop();
    }

    @AfterEach
    void logOut() throws JMSException {
        if (connection != null) {
            connection.close();
        }
    }

    private Session session(String user) throws JMSException {
        ConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port);
        logOut();
        Connection made = factory.createConnection(user, user + "-password");
        connection = made;
        made.start();
        return made.createSession(false, Session.AUTO_ACKNOWLEDGE);
    }

    private void asHub(String queue, String text) throws JMSException {
        try (Connection hub = new ActiveMQConnectionFactory(broker.url())
                        .createConnection(EmbeddedBroker.hubUser(), HUB_PASSWORD);
                Session session = hub.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(session.createQueue(queue)).send(session.createTextMessage(text));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub.orders",
                "hub.#",
                "#",
                "*",
                "*.orders",
                "hub.*",
                "activemq.notifications",
                "activemq.management",
                "DLQ",
                "EXPIRY",
                "$sys.mqtt.sessions",
                "hub.orders::mine",
                "his.answers::hub.orders",
                "hub.results::copy",
                "lab.results",
                "lab.answers",
                "ward-answers"
            })
    void theFirstUserReadsNothingOfOthers(String queue) throws JMSException {
        Session session = session("his");
        assertThatThrownBy(() -> session.createConsumer(session.createQueue(queue)))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createConsumer(session.createTopic(queue)))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createBrowser(session.createQueue(queue))
                        .getEnumeration()
                        .hasMoreElements())
                .isInstanceOf(JMSException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hub.orders",
                "hub.results",
                "hub.rejected",
                "hub.progress",
                "his.answers",
                "ward-results",
                "anything",
                "lab.#",
                "lab.*",
                "lab",
                "#",
                "hub.#",
                "activemq.notifications",
                "DLQ",
                "lab.x::hub.results",
                "hub.results::lab.x"
            })
    void aDepartmentReadsItsOwnQueuesOnly(String queue) throws JMSException {
        asHub("hub.results", "an answer");
        asHub("his.answers", "an answer");
        Session session = session("lab");
        assertThatThrownBy(() -> session.createConsumer(session.createQueue(queue)))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createConsumer(session.createTopic(queue)))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> session.createBrowser(session.createQueue(queue))
                        .getEnumeration()
                        .hasMoreElements())
                .isInstanceOf(JMSException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hub.results", "hub.rejected", "his.answers", "ward-results", "activemq.management", "x"})
    void aDepartmentCannotForgeWhatOthersRead(String queue) throws JMSException {
        Session session = session("lab");
        assertThatThrownBy(() ->
                        session.createProducer(session.createQueue(queue)).send(session.createTextMessage("forged")))
                .isInstanceOf(JMSException.class);
    }

    @Test
    void theFirstUserCannotForgeAnswers() throws JMSException {
        Session session = session("his");
        assertThatThrownBy(() -> session.createProducer(session.createQueue("hub.results"))
                        .send(session.createTextMessage("forged")))
                .isInstanceOf(JMSSecurityException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "his, his.answers",
        "his, hub.results",
        "his, hub.rejected",
        "his, hub.progress",
        "lab, lab.results",
        "lab, lab.progress",
        "lab, lab.answers.7",
        "ward, ward-results",
        "ward, ward-x"
    })
    void eachUserReadsItsOwnQueues(String user, String queue) throws JMSException {
        asHub(queue, "an answer");
        Session session = session(user);
        try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
            Message answer = consumer.receive(60_000);
            assertThat(answer).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"his", "lab"})
    void aTemporaryQueueIsItsClientsOwn(String user) throws JMSException {
        Session session = session(user);
        var mine = session.createTemporaryQueue();
        asHub(mine.getQueueName(), "for me");
        try (MessageConsumer consumer = session.createConsumer(mine)) {
            assertThat(((TextMessage) consumer.receive(60_000)).getText()).isEqualTo("for me");
        }
    }

    @Test
    void aDeletedTemporaryQueueDoesNotComeBack() throws JMSException {
        Session session = session("his");
        var mine = session.createTemporaryQueue();
        String name = mine.getQueueName();
        mine.delete();
        assertThatThrownBy(() -> asHub(name, "an answer")).isInstanceOf(JMSException.class);
    }

    @Test
    void anOrderCarriesTheNameOfItsSenderWhateverItSays() throws JMSException {
        Session session = session("lab");
        MessageProducer producer = session.createProducer(session.createQueue("hub.orders"));
        Message order = session.createTextMessage("{}");
        try {
            order.setStringProperty("JMSXUserID", "his");
        } catch (JMSException refused) {
            // as good
        }
        producer.send(order);
        try (Connection hub = new ActiveMQConnectionFactory(broker.url())
                        .createConnection(EmbeddedBroker.hubUser(), HUB_PASSWORD);
                Session inside = hub.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = inside.createConsumer(inside.createQueue("hub.orders"))) {
            hub.start();
            assertThat(consumer.receive(60_000).getStringProperty("JMSXUserID")).isEqualTo("lab");
        }
    }

    @Test
    void aUserWithTooManyQueuesStopsOnlyItself() throws JMSException {
        Session session = session("lab");
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= EmbeddedBroker.QUEUES_PER_USER; i++) {
                        session.createTemporaryQueue();
                    }
                })
                .isInstanceOf(JMSException.class);
        try (Connection other = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port)
                        .createConnection("his", "his-password");
                Session theirs = other.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            assertThat(theirs.createTemporaryQueue()).isNotNull();
        }
        assertThat(session("lab").createTemporaryQueue()).isNotNull();
    }

    /** A gigabyte that was never committed filled the heap. */
    @Test
    void aTransactionThatFillsTheMemoryIsRolledBackAndFreesItsRoom() throws JMSException {
        session("lab");
        try (Session large = Objects.requireNonNull(connection).createSession(true, Session.SESSION_TRANSACTED)) {
            assertThatThrownBy(() -> {
                        fill(large, "hub.orders");
                        large.commit();
                    })
                    .isInstanceOf(JMSException.class);
        }
        session("lab");
        try (Session small = Objects.requireNonNull(connection).createSession(true, Session.SESSION_TRANSACTED)) {
            small.createProducer(small.createQueue("hub.orders")).send(small.createTextMessage("{}"));
            small.commit();
        }
    }

    @Test
    void messagesOutsideOfTransactionsAreNotCountedAmongThem() throws JMSException {
        Session each = session("lab");
        fill(each, "lab.store");
        each.createProducer(each.createQueue("hub.orders")).send(each.createTextMessage("{}"));
    }

    /** Sends more than uncommitted messages may have. */
    private static void fill(Session session, String queue) throws JMSException {
        byte[] piece = new byte[90_000];
        MessageProducer orders = session.createProducer(session.createQueue(queue));
        for (long left = EmbeddedBroker.UNCOMMITTED_BYTES; left >= 0; left -= piece.length) {
            BytesMessage message = session.createBytesMessage();
            message.writeBytes(piece);
            orders.send(message);
        }
    }

    /** Forty strangers with 15 MB each filled the memory of the network's buffers. */
    @Test
    void aPacketBeforeTheLogInIsSmall() throws IOException {
        try (Socket stranger = new Socket("127.0.0.1", port)) {
            stranger.setSoTimeout(60_000);
            stranger.getOutputStream().write("ARTEMIS".getBytes(StandardCharsets.US_ASCII));
            stranger.getOutputStream()
                    .write(ByteBuffer.allocate(Integer.BYTES).putInt(64 * 1024).array());
            assertThat(stranger.getInputStream().read()).isEqualTo(-1);
        }
    }
}
