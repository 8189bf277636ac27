package org.hospitalhub.containers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The image as a hospital runs it: two hubs, one PostgreSQL, one Artemis. The last test stops a hub, hence the order. */
@Tag("slow")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoHubsTest {

    /** More than two minutes of work within the limit, so that there is a middle to stop in. */
    private static final int ORDERS = 60;

    private static final String PATIENT = "{\"patient\":{\"familyName\":\"Осинкина\",\"firstName\":\"Анна\","
            + "\"birthDate\":\"1991-11-02\",\"gender\":2},\"patientPersDocs\":{\"type\":1,\"series\":\"4511\","
            + "\"number\":\"100202\",\"issueDate\":\"2011-12-01\",\"issuer\":\"ОВД Пример\"}}";

    private static Cluster cluster;
    private final ObjectMapper json = new ObjectMapper();

    @BeforeAll
    static void start() throws Exception {
        cluster = Cluster.start();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void theHubRunsAsNobodyOnAFileSystemItCannotWrite() throws Exception {
        assertThat(cluster.run(cluster.one, "id -u; touch /hub/x 2>/dev/null || echo read-only"))
                .isEqualTo("10001\nread-only\n");
    }

    @Test
    @Order(2)
    void theHubReturnsItsBillOfMaterials() throws Exception {
        JsonNode sbom = json.readTree(
                cluster.get(cluster.one, "/actuator/sbom/application").body());
        assertThat(sbom.path("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(sbom.path("components").findValuesAsText("name")).contains("camel-jms", "artemis-server");
    }

    @Test
    @Order(3)
    void anOrderOverTheSharedBrokerIsAnswered() throws Exception {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory(cluster.brokerUrl(), "hub", cluster.password());
                JMSContext jms = factory.createContext()) {
            Queue answers = jms.createTemporaryQueue();
            TextMessage order = jms.createTextMessage(PATIENT);
            order.setStringProperty("HubOperation", "n3.snils");
            order.setJMSReplyTo(answers);
            jms.createProducer().setPriority(9).send(jms.createQueue("hub.orders"), order);
            TextMessage answer = (TextMessage) jms.createConsumer(answers)
                    .receive(Duration.ofMinutes(3).toMillis());
            assertThat(answer).isNotNull();
            assertThat(json.readTree(answer.getText()).path("state").asText()).isEqualTo("completed");
        }
    }

    @Test
    @Order(4)
    void aFileIsAnsweredWholeThoughOneOfTwoHubsStopsInTheMiddle() throws Exception {
        drop(patients());
        await("the first answers").atMost(Duration.ofMinutes(3)).until(() -> total("completed") > 4);
        assertThat(total("completed")).as("the batch is in its middle").isLessThan(ORDERS / 2);
        assertThat(cluster.stop(cluster.one))
                .as("the exit code of a process that ended on SIGTERM")
                .isEqualTo(143);
        await("the result file").atMost(Duration.ofMinutes(8)).until(() -> result().contains("hub.state"));
        List<String> rows = result().lines().skip(1).toList();
        assertThat(rows).hasSize(ORDERS).allMatch(row -> row.contains(";completed;"));
        assertThat(nodes()).containsExactlyInAnyOrder("hub-1", "hub-2");
        JsonNode log = json.readTree(cluster.askSandbox("/sandbox/n3/log"));
        assertThat(log.path("limitViolations")).isEmpty();
        assertThat(log.path("pauseViolations")).isEmpty();
        assertThat(log.path("duplicateOrders").asInt()).isZero();
    }

    /** As a sender does it: under a hidden name, then in one move. */
    private static void drop(String file) throws Exception {
        String base64 = Base64.getEncoder().encodeToString(file.getBytes(UTF_8));
        cluster.run(
                cluster.two,
                "cd /hub/drop/in/n3.snils && base64 -d <<< " + base64 + " > .patients && mv .patients patients.csv");
    }

    private static String patients() {
        String header = "id;patient.familyName;patient.firstName;patient.birthDate;patient.gender;"
                + "patientPersDocs.type;patientPersDocs.series;patientPersDocs.number;patientPersDocs.issueDate;"
                + "patientPersDocs.issuer\n";
        return IntStream.rangeClosed(1, ORDERS)
                .mapToObj(n -> "%d;Берёзкин;Имя%s;1980-01-%02d;1;1;4500;%06d;2010-01-01;ОВД\n"
                        .formatted(n, "абвгдежзик".charAt(n % 10), n % 28 + 1, 100_000 + n))
                .reduce(header, String::concat);
    }

    private static String result() throws Exception {
        return cluster.run(cluster.two, "cat /hub/drop/out/n3.snils/patients.result.csv 2>/dev/null");
    }

    private int total(String state) throws Exception {
        return json.readTree(cluster.get(cluster.two, "/api/orders?operation=n3.snils&state=" + state)
                        .body())
                .path("total")
                .asInt();
    }

    /** Which hubs worked at the orders. */
    private Set<String> nodes() throws Exception {
        Set<String> nodes = new HashSet<>();
        JsonNode page = json.readTree(
                cluster.get(cluster.two, "/api/orders?operation=n3.snils").body());
        for (JsonNode order : page.path("items")) {
            JsonNode attempts = json.readTree(cluster.get(
                            cluster.two, "/api/orders/" + order.path("id").asText() + "/attempts")
                    .body());
            attempts.forEach(attempt -> nodes.add(attempt.path("node").asText()));
        }
        return nodes;
    }
}
