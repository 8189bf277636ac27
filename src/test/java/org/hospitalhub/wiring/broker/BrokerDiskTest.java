package org.hospitalhub.wiring.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hospitalhub.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full under the broker's journal. Needs the right to mount a small file system in memory. */
class BrokerDiskTest {

    private static final String PASSWORD = "his-password";

    @TempDir
    private Path home;

    private Path data;
    private boolean mounted;
    private int port;
    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        data = Files.createDirectory(home.resolve("data"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", data.toString()) == 0;
        assumeTrue(mounted, "a file system in memory may not be mounted here");
        port = FreePort.next();
        JmsSettings settings = new JmsSettings("", "his", PASSWORD, "jms", List.of(), "127.0.0.1", port);
        broker = new EmbeddedBroker(
                settings, data.resolve("broker"), ThreadLocalRandom.current().nextInt(1, 1 << 30), "hub-password");
    }

    @AfterEach
    void stop() throws Exception {
        if (broker != null) {
            broker.stop();
        }
        if (mounted) {
            run("umount", "-l", data.toString());
        }
    }

    @Test
    void aBrokerThatAFullDiskEndedComesBackWithEverythingThatItHadTaken() throws Exception {
        Set<String> taken = new HashSet<>();
        send(taken, 3);
        Path ballast = data.resolve("ballast");
        fill(ballast);
        untilRefused(taken);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            broker.revive();
            return broker.problem().isPresent();
        });
        for (int again = 0; again < 3; again++) {
            broker.revive();
            assertThat(broker.problem()).isPresent();
        }
        Files.delete(ballast);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            broker.revive();
            return broker.problem().isEmpty();
        });
        send(taken, 3);
        assertThat(received()).containsAll(taken);
    }

    private void send(Set<String> taken, int count) throws JMSException {
        try (Connection connection = connection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            var producer = session.createProducer(session.createQueue("his.answers"));
            for (int i = 0; i < count; i++) {
                String text = "message " + taken.size() + " " + "x".repeat(50_000);
                producer.send(session.createTextMessage(text));
                taken.add(text);
            }
        }
    }

    private void untilRefused(Set<String> taken) {
        try {
            send(taken, 2_000);
            throw new AssertionError("the disk did not become full");
        } catch (JMSException refused) {
            // as it should be
        }
    }

    private Set<String> received() throws JMSException {
        Set<String> received = new HashSet<>();
        try (Connection connection = connection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
                MessageConsumer consumer = session.createConsumer(session.createQueue("his.answers"))) {
            connection.start();
            TextMessage message = (TextMessage) consumer.receive(10_000);
            while (message != null) {
                received.add(message.getText());
                message = (TextMessage) consumer.receive(1_000);
            }
        }
        return received;
    }

    private Connection connection() throws JMSException {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port + "?callTimeout=5000")
                .createConnection("his", PASSWORD);
    }

    private static void fill(Path ballast) {
        byte[] block = new byte[64 * 1024];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // as it should be
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
    }
}
