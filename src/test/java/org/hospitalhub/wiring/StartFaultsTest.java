package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hospitalhub.FreePort;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that fail, and what is left of runs that were killed; with real processes. */
class StartFaultsTest {

    @TempDir
    private Path home;

    @Test
    void aProcessWhoseStartFailedEndsWithinSecondsThoughItsPartsDoNot() throws Exception {
        Path log = home.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StubbornStart.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(log)).contains("Hospital Hub does not start: the port is taken for ever");
    }

    /** One start for what a first start must leave, and what it must say while it starts. */
    @Test
    void whileItStartsItSaysSoAndItsFilesAreItsOwn() throws Exception {
        try (HubProcess hub = new HubProcess(home, Map.of("hub.jms.user", ""))) {
            hub.start();
            HttpResponse<String> early = firstAnswer(hub);
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.headers().firstValue("Retry-After")).isPresent();
            assertThat(early.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(early.body()).contains("The hub is starting");
            await().atMost(Duration.ofMinutes(5)).until(() -> ready(hub));
            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(openToOthers(hub)).isEmpty());
            hub.kill();
            assertThat(leftovers(home.resolve("tmp"))).as("in java.io.tmpdir").isEmpty();
            assertThat(runs(hub)).isEqualTo(1);
        }
    }

    /** How many runs have temporary files. */
    private static long runs(HubProcess hub) throws IOException {
        try (Stream<Path> runs = Files.list(hub.data().resolve("tmp"))) {
            return runs.count();
        }
    }

    private static HttpResponse<String> firstAnswer(HubProcess hub) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest order = HttpRequest.newBuilder(hub.uri("/api/orders/n3.snils"))
                .header("Authorization", hub.authorization())
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        for (int tries = 0; tries < 10_000; tries++) {
            try {
                return http.send(order, HttpResponse.BodyHandlers.ofString());
            } catch (IOException notYet) {
                assertThat(hub.alive()).as(Files.readString(hub.log())).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        throw new AssertionError("it never answered");
    }

    private static boolean ready(HubProcess hub) throws Exception {
        HttpRequest health =
                HttpRequest.newBuilder(hub.uri("/actuator/health/readiness")).build();
        return HttpClient.newHttpClient()
                        .send(health, HttpResponse.BodyHandlers.ofString())
                        .statusCode()
                == 200;
    }

    private static List<Path> openToOthers(HubProcess hub) throws IOException {
        try (Stream<Path> files = Files.walk(hub.data())) {
            return files.filter(file -> !file.startsWith(hub.drop()))
                    .filter(Files::exists)
                    .filter(StartFaultsTest::isOpenToOthers)
                    .toList();
        }
    }

    private static boolean isOpenToOthers(Path file) {
        try {
            return !PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                    .endsWith("------");
        } catch (IOException gone) {
            return false;
        }
    }

    private static List<Path> leftovers(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("hsperfdata"))
                    .toList();
        }
    }

    /** A file of many rows that are all refused: its result is long, and no service is called. */
    @Test
    @Tag("slow")
    void aResultFileThatAKilledHubWasWritingComesAtTheNextStart() throws Exception {
        try (HubProcess hub = new HubProcess(home, Map.of("hub.jms.user", "", "hub.intake.settle", "100ms"))) {
            hub.start().awaitUp();
            Path out = hub.drop().resolve("out/n3.snils");
            Patients.drop(hub.drop(), "patients.csv", Patients.csv("Тестов", 60_000));
            await().pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> hidden(out));
            hub.kill();
            assertThat(Files.exists(out.resolve("patients.result.csv"))).isFalse();
            hub.start().awaitUp();
            await().atMost(Duration.ofSeconds(90)).until(() -> Files.exists(out.resolve("patients.result.csv")));
            assertThat(runs(hub)).as("temporary files of the killed run").isEqualTo(1);
            assertThat(hidden(out)).as("a half written file").isFalse();
        }
    }

    private static boolean hidden(Path out) {
        try (Stream<Path> files = Files.list(out)) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith("."));
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    @Tag("slow")
    void aSecondHubOfTheSameFolderOrLedgerIsRefused() throws Exception {
        Path other = Files.createDirectory(home.resolve("other"));
        try (HubProcess first = new HubProcess(home, Map.of("hub.jms.user", "", "hub.jms.broker-url", ""));
                HubProcess sameFolder = new HubProcess(
                        other, Map.of("hub.data-dir", home.resolve("data").toString()));
                HubProcess sameLedger = new HubProcess(
                        other, Map.of("hub.ledger.url", "jdbc:sqlite:" + home.resolve("data/ledger.db")))) {
            first.start().awaitUp();
            assertThat(sameFolder.start().awaitEnd(Duration.ofMinutes(5))).isNotZero();
            assertThat(Files.readString(sameFolder.log())).contains("is in use by a running hub (process");
            Files.delete(sameFolder.log());
            assertThat(sameLedger.start().awaitEnd(Duration.ofMinutes(5))).isNotZero();
            assertThat(Files.readString(sameLedger.log())).contains("is in use by a running hub (process");
        }
    }

    @Test
    @Tag("slow")
    void withoutPostgresqlOneLineSaysSo() throws Exception {
        String nobody = "jdbc:postgresql://127.0.0.1:" + FreePort.next() + "/hub";
        try (HubProcess hub = new HubProcess(home, Map.of("hub.ledger.url", nobody))) {
            assertThat(hub.start().awaitEnd(Duration.ofMinutes(5))).isNotZero();
            String said = Files.readString(hub.log(), StandardCharsets.UTF_8);
            assertThat(said)
                    .contains("the ledger's PostgreSQL cannot be reached")
                    .doesNotContain("\tat ");
            assertThat(said.lines().count()).isLessThan(25);
        }
    }
}
