package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.tls.SoftToken;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the secrets of a running hub, the PIN of a token among them, could be seen by others. */
@Tag("slow")
class SecretsOfAProcessTest {

    private static final String PIN = "73194628";
    private static final String KEY =
            Base64.getEncoder().encodeToString("a-planted-key-a-planted-key-a-pl".getBytes(StandardCharsets.US_ASCII));
    private static final String TOKEN = "6f1d2c3b-0000-4000-8000-00000000cafe";
    private static final String PASSWORD = "planted-password";
    private static final List<String> SECRETS = List.of(PIN, KEY, TOKEN, PASSWORD);
    private static final String CSRF = "6a7b1c3e-0000-4000-8000-00000000c5f0";

    @TempDir
    private Path home;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void nobodySeesSecretsThatComeFromFilesAndTheEnvironment() throws Exception {
        Path token = SoftToken.make(home, "token", PIN, 1);
        Path pin = Files.writeString(home.resolve("pin"), PIN + "\n");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
        Map<String, String> settings = settings(pin, token);
        try (HubProcess hub = new HubProcess(home, settings)
                .withEnvironment(Map.of(
                        "SOFTHSM2_CONF",
                        token.resolve("softhsm2.conf").toString(),
                        "HUB_LEDGER_KEY",
                        KEY,
                        "HUB_N3_TOKEN",
                        TOKEN,
                        "HUB_USERS_0_NAME",
                        "test",
                        "HUB_USERS_0_PASSWORD",
                        PASSWORD,
                        "HUB_USERS_0_ROLES",
                        "ADMIN"))) {
            hub.start().awaitUp();
            await().atMost(Duration.ofMinutes(2))
                    .untilAsserted(() -> assertThat(certificates(hub)).contains("\"subject\":\"key-0\""));
            assertThat(secretsIn(Files.readString(Path.of("/proc/" + hub.pid() + "/cmdline"))))
                    .as("the list of processes")
                    .isEmpty();
            assertThat(Files.readString(Path.of("/proc/" + hub.pid() + "/environ")))
                    .as("a PIN in a file is not even in the environment")
                    .doesNotContain(PIN);
            for (String path : List.of("/actuator/env", "/actuator/configprops", "/actuator/info", "/api/services")) {
                assertThat(secretsIn(get(hub, path).body())).as(path).isEmpty();
            }
            assertThat(secretsIn(everyAttribute(hub))).as("Jolokia").isEmpty();
            String log = Files.readString(hub.log());
            assertThat(log).contains(" DEBUG ").doesNotContain("Secrets are arguments of this process");
            assertThat(secretsIn(log)).as("the log").isEmpty();
        }
    }

    @Test
    void aSecretAmongTheArgumentsIsWarnedOf() throws Exception {
        try (HubProcess hub = new HubProcess(home, Map.of("hub.jms.user", ""))) {
            hub.start().awaitUp();
            await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(Files.readString(hub.log()))
                    .contains("Secrets are arguments of this process")
                    .contains("hub.ledger.key, hub.users[0].password"));
            assertThat(Files.readString(hub.log())).doesNotContain("test-password");
        }
    }

    private Map<String, String> settings(Path pin, Path token) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("hub.jms.user", "");
        settings.put("logging.level.root", "debug");
        settings.put("hub.n3.base-url", "http://127.0.0.1:1/n3/");
        settings.put("hub.nhif.base-url", "https://127.0.0.1:1/");
        settings.put("hub.nhif.identity", "kep");
        settings.put("hub.nhif.trust", token.resolve("ca.pem").toString());
        settings.put("hub.identities.kep.keystore", SoftToken.library(home));
        settings.put("hub.identities.kep.type", "PKCS11");
        settings.put("hub.identities.kep.pin-file", pin.toString());
        return settings;
    }

    private static List<String> secretsIn(String text) {
        return SECRETS.stream().filter(text::contains).toList();
    }

    private String certificates(HubProcess hub) throws Exception {
        JsonNode services =
                new ObjectMapper().readTree(get(hub, "/api/services").body());
        return services.toString();
    }

    private HttpResponse<String> get(HubProcess hub, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(hub.uri(path))
                        .header("Authorization", authorization())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String everyAttribute(HubProcess hub) throws IOException, InterruptedException {
        String all = http.send(
                        HttpRequest.newBuilder(hub.uri("/actuator/jolokia"))
                                .header("Authorization", authorization())
                                .header("Content-Type", "application/json")
                                .header("Cookie", "XSRF-TOKEN=" + CSRF)
                                .header("X-XSRF-TOKEN", CSRF)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true,\"maxDepth\":8}}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(all).contains("org.hospitalhub");
        return all;
    }

    private static String authorization() {
        return "Basic " + Base64.getEncoder().encodeToString(("test:" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
    }
}
