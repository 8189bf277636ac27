package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hospitalhub.FreePort;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A name that goes through a real hub by file, JMS and HTTP stands nowhere on its disk afterwards: not in the ledger, its
 * WAL, the broker's journal, temporary files or the log. The drop folder belongs to the hospital.
 *
 * <p>{@code mvn verify -Dtest=PlantedNameTest -Dhub.test.excluded=none}
 */
@Tag("slow")
class PlantedNameTest {

    private static final String FAMILY = "Насажденов";
    private static final String ORDER = """
            {"patient":{"familyName":"%s","firstName":"Иван","birthDate":"1980-01-%02d","gender":"1"},"patientPersDocs":\
            {"type":"1","series":"4500","number":"%06d","issueDate":"2010-01-01","issuer":"ОВД"}}""";

    @TempDir
    private Path home;

    private final int jmsPort = FreePort.next();

    @Test
    void noNameOfAPatientStaysOnDiskWhicheverWayItCame() throws Exception {
        N3Simulator n3 = new N3Simulator(
                Clock.systemUTC(), N3SandboxSettings.completingAfter(Duration.ofSeconds(1)), HubProcess.TOKEN);
        try (Sandbox sandbox = new Sandbox(List.of(n3)).start(0, 0);
                HubProcess hub = new HubProcess(home, settings(sandbox))) {
            hub.start().awaitUp();
            drop(hub, "[" + order(1) + "," + order(2) + "]");
            String untaken = overJms(order(3));
            overHttp(hub, order(4));
            Path result = hub.drop().resolve("out/n3.snils/patients.result.json");
            await().atMost(Duration.ofMinutes(5)).until(() -> Files.exists(result));
            assertThat(untaken).as("the planted name came back").contains("completed");
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> assertThat(filesWithTheName(hub)).isEmpty());
            assertThat(hub.terminate(Duration.ofMinutes(3))).isTrue();
            assertThat(filesWithTheName(hub)).as("after the end").isEmpty();
        }
    }

    private Map<String, String> settings(Sandbox sandbox) {
        return Map.of(
                "hub.n3.base-url", sandbox.uri().resolve("n3/").toString(),
                "hub.n3.token", HubProcess.TOKEN,
                "hub.n3.reuse-answers", "0s",
                "hub.jms.port", String.valueOf(jmsPort),
                "hub.jms.user", "his",
                "hub.jms.password", "jms-password",
                "hub.jms.clean-every", "2s");
    }

    private static String order(int number) {
        return ORDER.formatted(FAMILY, number, 100_000 + number);
    }

    private static void drop(HubProcess hub, String content) throws IOException {
        Path folder = Files.createDirectories(hub.drop().resolve("in/n3.snils"));
        Path hidden = Files.writeString(folder.resolve(".patients.json"), content);
        Files.move(hidden, folder.resolve("patients.json"), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The answer contains no name, but the order that went through the broker did. */
    private String overJms(String order) throws Exception {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + jmsPort);
                JMSContext jms = factory.createContext("his", "jms-password")) {
            Message message = jms.createTextMessage(order);
            message.setStringProperty("HubOperation", "n3.snils");
            jms.createProducer().send(jms.createQueue("hub.orders"), message);
            Message broken = jms.createTextMessage(order.substring(1));
            broken.setStringProperty("HubOperation", "n3.snils");
            jms.createProducer().send(jms.createQueue("hub.orders"), broken);
            jms.createConsumer(jms.createQueue("hub.rejected")).receive(180_000);
            return jms.createConsumer(jms.createQueue("hub.results"))
                    .receive(180_000)
                    .getBody(String.class);
        }
    }

    private static void overHttp(HubProcess hub, String order) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(hub.uri("/api/orders/n3.snils"))
                .header("Authorization", hub.authorization())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(order))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(202);
    }

    /** Every file of the hub but those of the drop folder. */
    private List<String> filesWithTheName(HubProcess hub) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(hub.drop()))
                    .filter(PlantedNameTest::holdsTheName)
                    .map(file -> home.relativize(file).toString())
                    .toList();
        }
    }

    /** As UTF-8, and as UTF-16 in both orders: so a JMS client may write a text. */
    private static boolean holdsTheName(Path file) {
        try {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            return Stream.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)
                    .anyMatch(encoding ->
                            bytes.contains(new String(FAMILY.getBytes(encoding), StandardCharsets.ISO_8859_1)));
        } catch (IOException goneMeanwhile) {
            return false;
        }
    }
}
