package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub whose database user can change no table, with the users of docs/operations.md as they stand there. */
@Tag("slow")
class PostgresRolesTest {

    private static final Duration LONGEST = Duration.ofMinutes(3);
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);

    private static final String FORGET_THE_NEWEST = """
            create table ledger.newest as select * from ledger.flyway_schema_history
            where installed_rank = (select max(installed_rank) from ledger.flyway_schema_history);
            delete from ledger.flyway_schema_history where installed_rank = (select installed_rank from ledger.newest)""";

    @TempDir
    private Path home;

    private String url = "";

    @Test
    void theHubRunsAsAUserWhoMayNotChangeTables() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                WatchedN3 n3 = new WatchedN3()) {
            url = "jdbc:postgresql://localhost:%d/postgres?currentSchema=ledger".formatted(postgres.getPort());
            execute("postgres", "postgres", statementsOfThePage());

            assertThat(start(n3)).contains("run \"hub migrate\"");
            assertThat(migrate()).contains("The ledger's tables have version");
            theHubWorks(n3);
            assertThatThrownBy(() -> execute("hub", "hub-password", "create table ledger.mine (a integer)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");

            execute("hub_owner", "owner-password", FORGET_THE_NEWEST);
            assertThat(start(n3)).as("a newer version").contains("run \"hub migrate\"");

            execute(
                    "hub_owner",
                    "owner-password",
                    "insert into ledger.flyway_schema_history select * from ledger.newest");
            execute("hub_owner", "owner-password", "revoke select on ledger.orders from hub");
            assertThat(start(n3)).contains("lacks select, insert, update or delete");
        }
    }

    private void theHubWorks(WatchedN3 n3) throws Exception {
        try (HubProcess hub = new HubProcess(home, settings(n3)).start().awaitUp()) {
            HttpClient http = HttpClient.newHttpClient();
            ObjectMapper json = new ObjectMapper();
            JsonNode order = json.readTree(http.send(
                            HttpRequest.newBuilder(hub.uri("/api/orders/n3.snils"))
                                    .header("Authorization", hub.authorization())
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(PATIENT))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
            JsonNode ended = json.readTree(http.send(
                            HttpRequest.newBuilder(hub.uri(
                                            "/api/orders/" + order.path("id").asText() + "?wait=100s"))
                                    .header("Authorization", hub.authorization())
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
            assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("completed");
            assertThat(hub.terminate(LONGEST)).isTrue();
        }
        assertThat(Files.readString(home.resolve("hub.log"))).doesNotContain("permission denied");
    }

    private static final String PATIENT = """
            {"patient":{"familyName":"Ролина","firstName":"Анна","birthDate":"1980-01-02","gender":"2"},"patientPersDocs":\
            {"type":"1","series":"4500","number":"100200","issueDate":"2010-01-01","issuer":"ОВД"}}""";

    private Map<String, String> settings(WatchedN3 n3) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("hub.jms.user", "");
        settings.put("hub.ledger.url", url);
        settings.put("hub.ledger.user", "hub");
        settings.put("hub.ledger.password", "hub-password");
        settings.put("hub.n3.base-url", n3.baseUrl());
        settings.put("hub.n3.token", HubProcess.TOKEN);
        return settings;
    }

    /** Returns what a start that is refused says, without the lines of the runs before it. */
    private String start(WatchedN3 n3) throws Exception {
        try (HubProcess hub = new HubProcess(home, settings(n3))) {
            long before = Files.exists(hub.log()) ? Files.size(hub.log()) : 0;
            assertThat(hub.start().awaitEnd(LONGEST)).isEqualTo(1);
            byte[] log = Files.readAllBytes(hub.log());
            String said = new String(log, (int) before, log.length - (int) before, StandardCharsets.UTF_8);
            assertThat(said.lines().filter(line -> line.startsWith("  - "))).hasSize(1);
            assertThat(said).doesNotContain("\tat ", "hub-password");
            return said;
        }
    }

    private String migrate() throws Exception {
        Path said = home.resolve("migrate.txt");
        ProcessBuilder command = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.hospitalhub.wiring.HospitalHub",
                        "migrate",
                        "--hub.ledger.url=" + url,
                        "--hub.data-dir=" + home.resolve("data")))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        command.environment()
                .putAll(Map.of(
                        "HUB_LEDGER_USER",
                        "hub_owner",
                        "HUB_LEDGER_PASSWORD",
                        "owner-password",
                        "HUB_LEDGER_KEY",
                        KEY));
        int code = command.start().waitFor();
        assertThat(code).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }

    private static String statementsOfThePage() throws Exception {
        String page = Files.readString(Path.of("docs/operations.md"));
        int begin = page.indexOf("create role hub_owner");
        return page.substring(begin, page.indexOf("```", begin));
    }

    private void execute(String user, String password, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url.replaceAll("\\?.*", ""), user, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
