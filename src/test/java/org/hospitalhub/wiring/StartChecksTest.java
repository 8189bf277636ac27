package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What is missing or unsafe is refused with a line that names its setting. */
class StartChecksTest {

    private static final String SECRET = "not-to-be-repeated";

    @TempDir
    private Path home;

    private final Map<String, Object> settings = new LinkedHashMap<>();

    private Map<String, Object> good() {
        settings.put("hub.data-dir", home.resolve("data").toString());
        settings.put("hub.intake.drop-dir", home.resolve("data/drop").toString());
        settings.put("hub.routes-dir", "routes");
        settings.put("hub.ledger.key", Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("hub.users[0].name", "one");
        settings.put("hub.users[0].password", "one");
        settings.put("hub.users[0].roles", "INTEGRATOR, OPERATOR");
        settings.put("hub.n3.base-url", "https://n3.example/api/");
        settings.put("hub.n3.token", HubProcess.TOKEN);
        return settings;
    }

    private void check() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
        StartChecks.check(environment);
    }

    @Test
    void goodSettingsMayStart() {
        good();
        check();
        assertThat(home.resolve("data")).isDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "hub.users[0].password, {bcrytp}$2a$10$GRLdNijSQMUvl/au9ofL.eDwmoohzzS7.rmNSJZ.0FxO/BTk76klW",
        "hub.users[0].password, {bcrypt}$2a$10$short",
        "logging.level.org.apache.hc.client5.http.wire, debug",
        "logging.level.org.apache.hc, TRACE",
        "server.forward-headers-strategy, framework",
        "hub.trusted-proxies, 10.0.0.0/99",
        "hub.trusted-proxies, proxy.example"
    })
    void whatWouldOpenTheHubIsRefusedByTheNameOfItsSetting(String setting, String value) {
        good().put(setting, value);
        assertThatThrownBy(this::check).hasMessageContaining(setting).hasMessageNotContaining("GRLd");
    }

    @Test
    void peopleOfALogInServiceAreUsers() {
        good().remove("hub.users[0].name");
        settings.put("hub.oidc.issuer", "https://id.example/realms/hospital");
        settings.put("hub.oidc.client-id", "hub");
        check();
        assertThat(home.resolve("data")).isDirectory();
    }

    @Test
    void whatEhealthSaysOfItsSettingsIsToldToo() {
        good().put("hub.ehealth.base-url", "https://api.ehealth.example");
        settings.put("hub.ehealth.api-key", SECRET);
        settings.put("hub.ehealth.crl[0]", home.resolve("absent.crl").toString());
        assertThatThrownBy(this::check)
                .hasMessageContaining("hub.ehealth.legal-entities names nobody")
                .hasMessageContaining("hub.ehealth.crl cannot be read")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            hub.users[0].name,              '',                          hub.users[0].name is missing
            hub.users[0].password,          '',                          hub.users[0].password is missing
            hub.users[0].roles,             '',                          hub.users[0].roles is missing
            hub.users[0].roles,             OPERATOR KING,               hub.users[0].roles names a role that there is not
            hub.users[0].roles,             admin,                       hub.users[0].roles names a role that there is not
            hub.oidc.issuer,                http://id.example,           hub.oidc.issuer must be an https address
            hub.oidc.issuer,                https://id.example,          hub.oidc.client-id is missing
            hub.ledger.key,                 '',                          hub.ledger.key (32 bytes
            hub.ledger.key,                 not-to-be-repeated,          hub.ledger.key must hold 32 bytes
            hub.ledger.key,                 bm90LXRvLWJlLXJlcGVhdGVk,    hub.ledger.key must hold 32 bytes
            hub.n3.token,                   '',                          hub.n3.token is missing
            hub.n3.token,                   not-to-be-repeated ключ,     hub.n3.token must have printable ASCII
            hub.n3.base-url,                http://n3.example/,          hub.n3.base-url must be an https address
            hub.n3.base-url,                ftp://n3.example/,           hub.n3.base-url must be an https address
            hub.n3.base-url,                https://u:not-to-be-repeated@n3.example/, hub.n3.base-url must be an https
            hub.n3.base-url,                https://n3.example/?a=b,     hub.n3.base-url must be an https address
            hub.n3.requests-per-minute,     0,                           hub.n3.requests-per-minute must be at least 1
            hub.n3.requests-per-minute,     not-to-be-repeated,          hub.n3.requests-per-minute cannot be read
            hub.n3.poll-pause,              0s,                          hub.n3.poll-pause must be longer
            hub.n3.poll-pause-scope,        not-to-be-repeated,          hub.n3.poll-pause-scope cannot be read
            hub.n3.time-zone,               Not/There,                   hub.n3.time-zone cannot be read
            hub.nhif.base-url,              http://nhif.example,         hub.nhif.base-url must be an https address
            hub.data-dir,                   /dev/null/data,              hub.data-dir = /dev/null/data cannot be made
            """)
    void isRefusedWithOneLine(String setting, String value, String line) {
        good().put(setting, value);
        assertThatThrownBy(this::check)
                .isInstanceOf(StartRefusedException.class)
                .message()
                .contains(line)
                .doesNotContain(SECRET);
    }

    @Test
    void aFolderOfRoutesWithoutRoutesIsRefused() throws IOException {
        good().put(
                        "hub.routes-dir",
                        Files.createDirectory(home.resolve("routes")).toString());
        assertThatThrownBy(this::check).hasMessageContaining("hub.routes-dir");
    }

    @Test
    void everythingIsToldAtOnce() {
        good().put("hub.ledger.key", "");
        settings.put("hub.n3.token", "");
        settings.put("hub.n3.poll-pause", "0s");
        assertThatThrownBy(this::check).message().satisfies(message -> assertThat(message)
                .contains("hub.ledger.key (32 bytes", "hub.n3.token is missing", "hub.n3.poll-pause must be"));
    }
}
