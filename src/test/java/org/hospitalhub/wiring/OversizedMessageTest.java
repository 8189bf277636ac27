package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.hospitalhub.FreePort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of half a gigabyte to a hub with a quarter of one: {@code mvn verify -Dtest=OversizedMessageTest -Dhub.test.excluded=none}. */
@Tag("slow")
class OversizedMessageTest {

    private static final long LENGTH = 500_000_000;
    private static final int PORT = FreePort.next();

    @TempDir
    private static Path home;

    private static HubProcess hub;

    @BeforeAll
    static void start() throws Exception {
        hub = new HubProcess(
                        home,
                        Map.of(
                                "hub.jms.user", "his",
                                "hub.jms.password", "his-password",
                                "hub.jms.port", String.valueOf(PORT)))
                .with(List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-XX:MaxDirectMemorySize=64m",
                        "-XX:+ExitOnOutOfMemoryError"))
                .start()
                .awaitUp();
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void aTextOfHalfAGigabyteIsRejected() throws Exception {
        rejected("", org.apache.activemq.artemis.api.core.Message.TEXT_TYPE);
    }

    @Test
    void halfAGigabyteOfBytesIsRejected() throws Exception {
        rejected("", org.apache.activemq.artemis.api.core.Message.BYTES_TYPE);
    }

    @Test
    void aSmallMessageThatUnpacksToHalfAGigabyteIsRejected() throws Exception {
        rejected(
                "?compressLargeMessage=true&compressionLevel=" + Deflater.BEST_SPEED,
                org.apache.activemq.artemis.api.core.Message.BYTES_TYPE);
    }

    @Test
    void aPacketOfAHundredMegabytesIsCutOff() throws Exception {
        try (Connection connection = connection("?minLargeMessageSize=300000000&callTimeout=20000");
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            BytesMessage order = session.createBytesMessage();
            order.writeBytes(new byte[100_000_000]);
            assertThatThrownBy(() -> session.createProducer(session.createQueue("hub.orders"))
                            .send(order))
                    .isInstanceOf(JMSException.class);
        }
        stillTakesOrders();
    }

    private void rejected(String options, byte type) throws Exception {
        try (Connection connection = connection(options);
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            BytesMessage order = session.createBytesMessage();
            order.setStringProperty("HubOperation", "n3.snils");
            order.setObjectProperty("JMS_AMQ_InputStream", new Zeros());
            ClientMessage core = ((ActiveMQMessage) order).getCoreMessage();
            core.setType(type);
            var mine = session.createTemporaryQueue();
            order.setJMSReplyTo(mine);
            session.createProducer(session.createQueue("hub.orders")).send(order);
            try (MessageConsumer consumer = session.createConsumer(mine)) {
                Message answer = consumer.receive(Duration.ofMinutes(2).toMillis());
                assertThat(answer).isNotNull();
                assertThat(((TextMessage) answer).getText()).contains("TOO_LARGE");
            }
        }
        stillTakesOrders();
    }

    private void stillTakesOrders() throws Exception {
        try (Connection connection = connection("");
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            TextMessage next = session.createTextMessage("no json");
            next.setStringProperty("HubOperation", "n3.snils");
            var mine = session.createTemporaryQueue();
            next.setJMSReplyTo(mine);
            session.createProducer(session.createQueue("hub.orders")).send(next);
            try (MessageConsumer consumer = session.createConsumer(mine)) {
                assertThat(consumer.receive(Duration.ofMinutes(1).toMillis())).isNotNull();
            }
        }
        assertThat(hub.alive()).isTrue();
    }

    private static Connection connection(String options) throws JMSException {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + PORT + options)
                .createConnection("his", "his-password");
    }

    private static final class Zeros extends InputStream {
        private long left = LENGTH;

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int count) {
            if (left <= 0) {
                return -1;
            }
            int part = (int) Math.min(count, left);
            java.util.Arrays.fill(bytes, from, from + part, (byte) 0);
            left -= part;
            return part;
        }
    }
}
