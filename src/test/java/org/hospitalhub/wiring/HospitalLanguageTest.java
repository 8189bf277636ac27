package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hospitalhub.FreePort;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub of a Bulgarian hospital ({@code hub.language}) answers files and messages in Bulgarian. */
@Tag("slow")
class HospitalLanguageTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String UNUSUAL_SERIES = "Серията на този документ обикновено е четири цифри: сравнете я.";
    private static final String PATIENT = """
            {"patient":{"familyName":"Езиков","firstName":"Иван","birthDate":"1980-02-03","gender":"1"},
             "patientPersDocs":{"type":"1","series":"45","number":"100200","issueDate":"2010-01-01","issuer":"ОВД"}}""";
    private static final JsonMapper JSON = new JsonMapper();
    private static final int JMS = FreePort.next();

    @TempDir
    static Path home;

    private static Sandbox sandbox;
    private static HubProcess hub;

    @BeforeAll
    static void start() throws Exception {
        N3Simulator n3 = new N3Simulator(
                Clock.systemUTC(), N3SandboxSettings.completingAfter(Duration.ofMillis(300)), HubProcess.TOKEN);
        sandbox = new Sandbox(List.of(n3)).start(0, 0);
        hub = new HubProcess(
                        home,
                        Map.of(
                                "hub.language", "bg",
                                "hub.jms.port", String.valueOf(JMS),
                                "hub.jms.user", "his",
                                "hub.jms.password", "jms-password",
                                "hub.n3.base-url", sandbox.uri().resolve("n3/").toString(),
                                "hub.n3.token", HubProcess.TOKEN,
                                "hub.n3.poll-pause", "1s",
                                "hub.intake.scan", "200ms",
                                "hub.intake.settle", "300ms"))
                .start()
                .awaitUp();
    }

    @AfterAll
    static void stop() {
        hub.close();
        sandbox.close();
    }

    @Test
    void theAnswerToAMessageIsInTheLanguageOfTheHospital() throws Exception {
        JsonNode answer = answerTo(PATIENT);
        assertThat(answer.path("state").asText()).isEqualTo("completed");
        assertThat(answer.path("findings").findValuesAsText("message")).containsExactly(UNUSUAL_SERIES);
    }

    @Test
    void aRejectedMessageIsAnsweredInTheLanguageOfTheHospital() throws Exception {
        assertThat(answerTo("{").path("findings").findValuesAsText("message"))
                .containsExactly("Ред 1, позиция 2: тук JSON е нарушен.");
    }

    @Test
    void aResultFileIsInTheLanguageOfTheHospitalAndNamesTheColumnsAsItsHeader() throws Exception {
        drop("rows.csv", """
                Patient.FamilyName;patient.firstName;Patient.BirthDate;Patient.Gender;PatientPersDocs.Type;PatientPersDocs.Series;\
                PatientPersDocs.Number;PatientPersDocs.IssueDate;PatientPersDocs.Issuer
                Редов;Иван;1980-02-03;1;1;45;100300;2010-01-01;ОВД
                ;Иван;1980-02-03;1;1;4510;100400;2010-01-01;ОВД
                """);
        assertThat(await().atMost(PATIENCE)
                        .until(() -> read("out", "rows.result.csv"), text -> !text.isEmpty())
                        .lines())
                .satisfiesExactly(
                        header -> assertThat(header)
                                .startsWith("Patient.FamilyName;")
                                .endsWith(";hub.findings"),
                        row -> assertThat(row).endsWith(";PatientPersDocs.Series: " + UNUSUAL_SERIES),
                        row -> assertThat(row)
                                .endsWith(";Patient.FamilyName: Това поле е задължително: попълнете го."));
    }

    @Test
    void theFindingsBesideAFileThatCannotBeReadAreInTheLanguageOfTheHospital() throws Exception {
        drop("broken.json", "{");
        String findings = await().atMost(PATIENCE)
                .until(() -> read("failed", "broken.json.findings.json"), text -> !text.isEmpty());
        assertThat(JSON.readTree(findings).findValuesAsText("message"))
                .first()
                .asString()
                .contains("JSON е нарушен");
    }

    private static void drop(String name, String text) throws IOException {
        Path folder = Files.createDirectories(hub.drop().resolve("in/n3.snils"));
        Path hidden = Files.writeString(folder.resolve("." + name), text);
        Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String read(String place, String name) throws IOException {
        Path file = hub.drop().resolve(place).resolve("n3.snils").resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static JsonNode answerTo(String payload) throws JMSException, IOException {
        try (Connection connection =
                new ActiveMQConnectionFactory("tcp://127.0.0.1:" + JMS).createConnection("his", "jms-password")) {
            connection.start();
            Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            Queue mine = session.createTemporaryQueue();
            TextMessage order = session.createTextMessage(payload);
            order.setStringProperty("HubOperation", "n3.snils");
            order.setJMSReplyTo(mine);
            session.createProducer(session.createQueue("hub.orders")).send(order);
            Message answer = session.createConsumer(mine).receive(PATIENCE.toMillis());
            assertThat(answer).as("an answer").isInstanceOf(TextMessage.class);
            return JSON.readTree(((TextMessage) answer).getText());
        }
    }
}
