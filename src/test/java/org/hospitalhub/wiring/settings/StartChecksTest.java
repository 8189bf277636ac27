package org.hospitalhub.wiring.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.wiring.HubProcess;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

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
    void unsafeSettingsAreRefusedByTheirNames(String setting, String value) {
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
    void errorsInEhealthsSettingsAreReportedToo() {
        good().put("hub.ehealth.base-url", "https://api.ehealth.example");
        settings.put("hub.ehealth.api-key", SECRET);
        settings.put("hub.ehealth.crl[0]", home.resolve("absent.crl").toString());
        assertThatThrownBy(this::check)
                .hasMessageContaining("hub.ehealth.legal-entities is empty")
                .hasMessageContaining("hub.ehealth.crl cannot be read")
                .hasMessageNotContaining(SECRET);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            hub.users[0].name,              '',                          hub.users[0].name is required
            hub.users[0].password,          '',                          hub.users[0].password is required
            hub.users[0].roles,             '',                          hub.users[0].roles is required
            hub.users[0].roles,             OPERATOR KING,               hub.users[0].roles contains an unknown role
            hub.users[0].roles,             admin,                       hub.users[0].roles contains an unknown role
            hub.oidc.issuer,                http://id.example,           hub.oidc.issuer must be an https address
            hub.oidc.issuer,                https://id.example,          hub.oidc.client-id is required
            hub.ledger.key,                 '',                          hub.ledger.key (32 bytes
            hub.ledger.key,                 not-to-be-repeated,          hub.ledger.key must contain 32 bytes
            hub.ledger.key,                 bm90LXRvLWJlLXJlcGVhdGVk,    hub.ledger.key must contain 32 bytes
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
            hub.nhif.base-url,              https://nhif.example/?a=b,   hub.nhif.base-url must be an https address
            hub.nhif.proxy,                 not-to-be-repeated,          hub.nhif.proxy must have the form
            hub.nhif.requests-per-minute,   -1,                          hub.nhif.requests-per-minute must be at least 0
            hub.nhif.requests-per-minute,   not-to-be-repeated,          hub.nhif.requests-per-minute cannot be read
            hub.nhif.catalogue.stay.method, PUT,                         hub.nhif.catalogue.stay.method must be GET or POST
            hub.users[0].password,          {bcrypt}$2a$10$not-to-be-repeated, hub.users[0].password is not a complete hash
            hub.users[0].password,          {bcrpyt}not-to-be-repeated,  but not with {bcrypt}
            hub.users[0].password,          $2a$10$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234, looks like a hash
            hub.data-dir,                   /dev/null/data,              hub.data-dir = /dev/null/data cannot be created
            hub.users[0].name,              file,                        hub.users[0].name is reserved
            hub.users[0].name,              JMS,                         hub.users[0].name is reserved
            hub.users[0].name,              catalogue,                   hub.users[0].name is reserved
            hub.users[0].name,              jms:lab,                     hub.users[0].name is reserved
            hub.jms.users[0].name,          lab,                         hub.jms.users[0] needs a name and a password
            hub.jms.users[0].prefix,        hub.x,                       hub.jms.users[0].prefix must be
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
    void departmentsWhoseQueuesBeginAlikeAreRefused() {
        good().put("hub.jms.users[0].name", "lab");
        settings.put("hub.jms.users[0].password", "one");
        settings.put("hub.jms.users[1].name", "lab.x");
        settings.put("hub.jms.users[1].password", "two");
        assertThatThrownBy(this::check).hasMessageContaining("hub.jms.users[1].prefix and hub.jms.users[0].prefix");
    }

    @Test
    void usersOfAnotherBrokerAreMadeThere() {
        good().put("hub.jms.users[0].name", "lab");
        settings.put("hub.jms.users[0].password", "one");
        settings.put("hub.jms.broker-url", "tcp://broker:61616");
        assertThatThrownBy(this::check).hasMessageContaining("hub.jms.users are users of the embedded broker");
    }

    @Test
    void allErrorsAreReportedAtOnce() {
        good().put("hub.ledger.key", "");
        settings.put("hub.n3.token", "");
        settings.put("hub.n3.poll-pause", "0s");
        assertThatThrownBy(this::check).message().satisfies(message -> assertThat(message)
                .contains("hub.ledger.key (32 bytes", "hub.n3.token is missing", "hub.n3.poll-pause must be"));
    }

    @Test
    void anIdentityThatIsNotThereIsRefused() {
        good().put("hub.nhif.base-url", "https://nhif.example");
        settings.put("hub.nhif.identity", "clinic");
        assertThatThrownBy(this::check).hasMessageContaining("hub.nhif.identity names clinic");
    }

    @Test
    void aKeyFileThatOthersCanReadIsRefusedAndOneOfItsOwnIsNot() throws IOException {
        Path key = Files.writeString(home.resolve("key"), Base64.getEncoder().encodeToString(new byte[32]));
        good().remove("hub.ledger.key");
        settings.put("hub.ledger.key-file", key.toString());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String open : List.of("rw-r--r--", "rw-r-----", "rw-----w-")) {
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(open));
            assertThatThrownBy(this::check).as(open).hasMessageContainingAll("can be read by other users", "chmod 600");
        }
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        check();
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        check();
    }

    @Test
    void aPinFileThatOthersCanReadIsRefused() throws IOException {
        Path pin = Files.writeString(home.resolve("pin"), "123456");
        good().put("hub.identities.kep.pin-file", pin.toString());
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::check)
                .hasMessageContainingAll("hub.identities.kep.pin-file", "can be read by other users");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
        check();
    }

    @Test
    void oneListHasWhatTheStartRefusesAndWhatItWarnsOf() {
        good().put("hub.n3.token", "not-a-guid");
        settings.put("hub.ledger.key", "");
        settings.put("hub.n3.tokn", "x");
        settings.put("server.prot", "8081");
        settings.put("sever.port", "8081");
        settings.put("server.ssl.enabled-protocols[0]", "TLSv1.3");
        settings.put("logging.level.org.example", "info");
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("commandLineArgs", settings));
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                Map.of(
                                        "HUB_LEDGER_KEI_FILE", "x",
                                        "HUB_LEDGER_KEYFILE", "x",
                                        "HUB_N3_BASE_URL", "https://n3.example/api/",
                                        "HUB_USERS_1_ROLES_0", "ADMIN",
                                        "HUB_SERVICE_HOST", "10.0.0.1",
                                        "HUB_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                                        "HUB_NODE", "one")));
        assertThat(StartChecks.all(environment))
                .extracting(
                        finding -> finding.path() + (finding.refuses() ? " refuses " : " warns ") + finding.message())
                .anyMatch(line -> line.startsWith("settings refuses hub.ledger.key"))
                .anyMatch(line -> line.startsWith("hub.n3.token warns hub.n3.token is not a GUID"))
                .anyMatch(line -> line.startsWith("hub.n3.tokn warns") && line.contains("did you mean hub.n3.token?"))
                .anyMatch(line -> line.startsWith("server.prot warns") && line.contains("did you mean server.port?"))
                .anyMatch(line -> line.startsWith("sever.port warns") && line.contains("did you mean server.port?"))
                .anyMatch(line -> line.startsWith("HUB_LEDGER_KEI_FILE warns") && line.contains("HUB_LEDGER_KEYFILE"))
                .hasSize(6);
    }
}
