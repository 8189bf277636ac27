package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.hospitalhub.commands.Shell;
import org.hospitalhub.commands.Shell.Said;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against the running hub, as somebody at a shell types them. */
class CommandsTest {

    private final RunningHub hub = RunningHub.shared();

    @TempDir
    private Path home;

    private Said as(String user, String... arguments) {
        return new Shell(new SpringHubLauncher())
                .with("HUB_URL", hub.uri("").toString())
                .with("HUB_USER", user)
                .with("HUB_PASSWORD", user)
                .run(arguments);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(home.resolve(name), content);
    }

    private Path payload(String name, ObjectNode payload) throws IOException {
        return file(name, payload.toString());
    }

    private String row(String family) {
        JsonNode patient = hub.patient(family, "Анна");
        return String.join(
                ",",
                patient.at("/patient/familyName").asText(),
                patient.at("/patient/firstName").asText(),
                patient.at("/patient/birthDate").asText(),
                patient.at("/patient/gender").asText(),
                patient.at("/patientPersDocs/type").asText(),
                patient.at("/patientPersDocs/series").asText(),
                patient.at("/patientPersDocs/number").asText(),
                patient.at("/patientPersDocs/issueDate").asText(),
                patient.at("/patientPersDocs/issuer").asText());
    }

    private Path csv(String name, String... families) throws IOException {
        StringBuilder text = new StringBuilder(
                "patient.familyName,patient.firstName,patient.birthDate,patient.gender,patientPersDocs.type,"
                        + "patientPersDocs.series,patientPersDocs.number,patientPersDocs.issueDate,"
                        + "patientPersDocs.issuer\n");
        for (String family : families) {
            text.append(family.isEmpty() ? row("Строкова").replaceFirst("^[^,]*", "") : row(family))
                    .append('\n');
        }
        return file(name, text.toString());
    }

    private String parked() throws IOException {
        JsonNode order = hub.read(as(
                        "integrator",
                        "submit",
                        payload("parked.json", hub.patient("Неключев", "Яков")).toString(),
                        "--operation=n3.snils",
                        "--watch",
                        "-o=json")
                .out());
        assertThat(order.path("state").asText()).isEqualTo("parked");
        return order.path("id").asText();
    }

    @Test
    void aFileIsWatchedToItsEndAndItsResultFetchedWithEveryRow() throws IOException {
        Path result = home.resolve("result.csv");
        Said said = as(
                "integrator",
                "submit",
                csv("patients.csv", "Строкова", "", "Колонкина").toString(),
                "--operation=n3.snils",
                "--watch",
                "--result=" + result);
        assertThat(said.code()).as("a row was refused").hasValue(1);
        assertThat(said.err()).contains("[########################] 100 %  3 of 3", "budget", "refused 1");
        List<String> lines = Files.readAllLines(result);
        assertThat(lines).hasSize(4);
        assertThat(lines.get(1)).contains("Строкова", "completed");
        assertThat(lines.get(2)).contains("refused");
    }

    @Test
    void theSameFileGivenAgainIsTheSameBatch() throws IOException {
        String file = csv("again.csv", "Повторова").toString();
        JsonNode first = hub.read(as("integrator", "submit", file, "--operation=n3.snils", "-o=json")
                .out());
        JsonNode again = hub.read(as("integrator", "submit", file, "--operation=n3.snils", "-o=json")
                .out());
        assertThat(again.path("id")).isEqualTo(first.path("id"));
    }

    @Test
    void aResultThatNobodyWaitsForIsACallOfTheWrongKindAndGivesNothing() throws IOException {
        String file = csv("unwatched.csv", "Незванова").toString();
        assertThat(as("integrator", "submit", file, "--operation=n3.snils", "--result=-")
                        .code())
                .hasValue(2);
    }

    @Test
    void aFinishedBatchWithoutFaultEndsWithZero() throws IOException {
        String file = csv("whole.csv", "Целова").toString();
        Said said = as("integrator", "submit", file, "--operation=n3.snils", "--watch", "-o=json");
        assertThat(said.code()).hasValue(0);
        String id = hub.read(said.out()).path("id").asText();
        Said result = as("auditor", "batch", id, "--result=-");
        assertThat(result.out()).contains("Целова", "completed");
    }

    @Test
    void theResultIsForItsOwnerAndForThoseWhoMaySeePatients() throws IOException {
        String file = csv("mine.csv", "Хозяйкина").toString();
        String id = hub.read(as("integrator", "submit", file, "--operation=n3.snils", "--watch", "-o=json")
                        .out())
                .path("id")
                .asText();
        assertThat(as("operator", "batch", id).code()).as("progress").hasValue(0);
        assertThat(as("operator", "batch", id, "--result=-").code())
                .as("result")
                .hasValue(5);
    }

    @Test
    void anIntegratorSeesNoBatchOfTheDropFolder() throws IOException {
        hub.drop("n3.snils", "foreign.csv", Files.readAllBytes(csv("foreign.csv", "Чужакова")));
        String batch = Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(
                        () -> hub.bean(org.hospitalhub.ledger.Batches.class).newest(50).stream()
                                .filter(listed -> listed.files().contains("foreign.csv"))
                                .map(listed -> listed.batch().id())
                                .findFirst()
                                .orElse(""),
                        id -> !id.isEmpty());
        assertThat(as("integrator", "batch", batch).code()).hasValue(6);
        assertThat(as("operator", "batch", batch).code().orElseThrow()).isIn(0, 4);
    }

    @Test
    void onePayloadIsOneOrderWithItsAnswer() throws IOException {
        Said said = as(
                "integrator",
                "submit",
                payload("one.json", hub.patient("Одинцова", "Яна")).toString(),
                "--operation=n3.snils",
                "--watch");
        assertThat(said.code()).hasValue(0);
        assertThat(said.out()).contains("completed", "\"snils\":\"");
    }

    @Test
    void aRefusedPayloadIsShownWithEveryFindingInBothForms() throws IOException {
        Said said = as("integrator", "submit", file("empty.json", "{}").toString(), "--operation=n3.snils", "-o=json");
        assertThat(said.code()).hasValue(1);
        JsonNode findings = hub.read(said.out()).at("/problem/findings");
        assertThat(findings.size()).isGreaterThan(1);
        findings.forEach(finding -> assertThat(said.err())
                .contains(finding.path("code").asText(), finding.path("path").asText()));
    }

    @Test
    void forbiddenAndMissingAreDistinguished() {
        Shell stranger = new Shell(new SpringHubLauncher())
                .with("HUB_URL", hub.uri("").toString())
                .with("HUB_PASSWORD", "wrong-word");
        assertThat(stranger.run("parked", "--user=operator").code()).as("401").hasValue(5);
        assertThat(as("integrator", "replay", "any-id").code()).as("403").hasValue(5);
        assertThat(as("operator", "status", "no-such-order").code()).as("404").hasValue(6);
    }

    @Test
    void aParkedOrderIsListedReplayedAndCancelled() throws IOException {
        String id = parked();
        assertThat(as("operator", "parked", "--code=N3_NOT_AUTHORISED").out()).contains(id);
        Said dry = as("operator", "replay", "--code=N3_NOT_AUTHORISED", "--dry-run");
        assertThat(dry.out()).contains(id, "would be replayed");
        assertThat(hub.look(id).path("state").asText()).isEqualTo("parked");

        Path bad = file("bad.json", "{}");
        assertThat(as("operator", "replay", id, "--correction=" + bad).code())
                .as("bad correction")
                .hasValue(1);
        Path good = payload("good.json", hub.patient("Исправлена", "Ольга"));
        assertThat(as("operator", "replay", id, "--correction=" + good).code())
                .as("correction")
                .hasValue(0);
        assertThat(as("operator", "status", id, "--watch").code()).hasValue(0);
        assertThat(as("operator", "replay", id).code())
                .as("not parked any more")
                .hasValue(1);

        String other = parked();
        assertThat(as("operator", "cancel", other).out()).contains("cancelled");
    }

    @Test
    void theDoctorFindsEverythingWrongAtOnceAndShowsNoSecret() {
        Said said = as(
                "operator",
                "doctor",
                "-o=json",
                "--hub.data-dir=" + home.resolve("data"),
                "--hub.n3.base-url=" + hub.sandbox.uri().resolve("n3/"),
                "--hub.n3.token=" + RunningHub.TOKEN,
                "--hub.ledger.key=not-a-key-but-secret",
                "--hub.jms.password=broker-secret",
                "--hub.identities.gone.keystore=" + home.resolve("gone.p12"),
                "--hub.identities.gone.password=store-secret",
                "--hub.nhif.base-url=https://127.0.0.1:1",
                "--server.port=" + hub.uri("").getPort());
        JsonNode report = hub.read(said.out());
        assertThat(said.code()).hasValue(1);
        assertThat(report.path("well").asBoolean()).isFalse();
        assertThat(level(report, "settings")).isEqualTo("error");
        assertThat(level(report, "identity gone")).isEqualTo("error");
        assertThat(level(report, "nhif tcp")).isEqualTo("error");
        assertThat(level(report, "n3 clock")).isEqualTo("skipped");
        assertThat(said.out() + said.err()).doesNotContain("secret", RunningHub.TOKEN);
    }

    @Test
    void theDoctorLooksIntoTheLedgerOfARunningHub() {
        Said said = as(
                "operator",
                "doctor",
                "--offline",
                "-o=json",
                "--hub.data-dir=" + hub.data(),
                "--hub.ledger.key=" + java.util.Base64.getEncoder().encodeToString(new byte[32]),
                "--server.port=" + hub.uri("").getPort());
        assertThat(level(hub.read(said.out()), "ledger")).isEqualTo("ok");
        assertThat(level(hub.read(said.out()), "ledger key")).isEqualTo("ok");
        Said other = as(
                "operator",
                "doctor",
                "--offline",
                "-o=json",
                "--hub.data-dir=" + hub.data(),
                "--hub.ledger.key=AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
                "--server.port=" + hub.uri("").getPort());
        assertThat(level(hub.read(other.out()), "ledger key")).isEqualTo("error");
    }

    private static String level(JsonNode report, String check) {
        for (JsonNode each : report.path("checks")) {
            if (each.path("check").asText().equals(check)) {
                return each.path("level").asText();
            }
        }
        return "not looked at";
    }
}
