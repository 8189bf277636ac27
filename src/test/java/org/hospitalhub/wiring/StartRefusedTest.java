package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that cannot start says why in one line and ends: no thread of the broker or of Camel keeps the process. */
class StartRefusedTest {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    @TempDir
    private Path home;

    @Test
    @Tag("slow")
    void aTakenPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            refuses(Map.of("server.port", String.valueOf(taken.getLocalPort())), "was already in use");
        }
    }

    @Test
    void aTakenPortOfTheBroker() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            refuses(
                    Map.of(
                            "hub.jms.port",
                            String.valueOf(taken.getLocalPort()),
                            "hub.jms.user",
                            "a",
                            "hub.jms.password",
                            "b"),
                    "check that the port (hub.jms.port) is free");
        }
    }

    @Test
    void aBrokenRouteFile() throws Exception {
        Path routes = copyOfTheRoutes();
        Path file = routes.resolve("delivery/delivery-send.camel.yaml");
        Files.writeString(file, Files.readString(file).replace("description:", "descripton:"));
        refuses(Map.of("hub.routes-dir", routes.toString()), "delivery-send.camel.yaml");
    }

    @Test
    @Tag("slow")
    void aLedgerWithAnotherKeyAndOneThatIsNewer() throws Exception {
        try (HubProcess hub = new HubProcess(home, Map.of("hub.jms.user", ""))) {
            hub.start().awaitUp();
            assertThat(hub.terminate(LONGEST)).isTrue();
        }
        byte[] other = new byte[32];
        other[0] = 1;
        refuses(Map.of("hub.ledger.key", Base64.getEncoder().encodeToString(other)), "another key");
        String url = "jdbc:sqlite:" + home.resolve("data/ledger.db");
        try (Connection ledger = DriverManager.getConnection(url);
                Statement statement = ledger.createStatement()) {
            statement.execute("""
                    insert into flyway_schema_history
                    select installed_rank + 100, '999', 'later', type, 'V999__later.sql', checksum, installed_by, installed_on,
                        execution_time, success from flyway_schema_history where version = '1'""");
        }
        refuses(Map.of(), "newer Hospital Hub");
    }

    @Test
    @Tag("slow")
    void aFolderThatAnotherHubHas() throws Exception {
        try (HubProcess first = new HubProcess(home, Map.of("hub.jms.user", ""))) {
            first.start().awaitUp();
            refuses(Map.of(), "is in use by a running hub (process");
        }
    }

    private void refuses(Map<String, String> settings, String line) throws Exception {
        try (HubProcess hub = new HubProcess(home, settings)) {
            long before = Files.exists(hub.log()) ? Files.size(hub.log()) : 0;
            int code = hub.start().awaitEnd(LONGEST);
            byte[] log = Files.readAllBytes(hub.log());
            String said = new String(log, (int) before, log.length - (int) before, StandardCharsets.UTF_8);
            assertThat(said).contains(line);
            assertThat(code).isNotZero();
        }
    }

    private Path copyOfTheRoutes() throws IOException {
        Path copy = home.resolve("routes");
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        copy.resolve(Path.of("routes").relativize(file).toString()),
                        StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }
}
