package org.hospitalhub.commands.admin;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hospitalhub.commands.Shell;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What keeps a hub: backup and restore, keys, the chain of the audit, settings. */
class KeepingCommandsTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final byte[] FRESH = "a-fresh-key-a-fresh-key-a-fresh-".getBytes(StandardCharsets.UTF_8);
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private static final Step SEND =
            new Step("send", null, false, Duration.ofSeconds(1), new Step.Unsure.Park(), Duration.ofHours(1));
    private static final Operations OPERATIONS = new Operations(List.of(new Operation(
            "svc.send",
            "svc",
            List.of(SEND),
            (payload, files) -> new Operation.Checked(payload, List.of(), null),
            List.of("answer"),
            Duration.ofHours(1),
            null)));

    @TempDir
    private Path home;

    private List<byte[]> keys = List.of(KEY);
    private String url = "";
    private List<Finding> findings = List.of();
    private String identity = "";

    /** A program with the settings of a test. */
    private final class StubLauncher implements HubLauncher, HubLauncher.Configured {
        @Override
        public void hub(List<String> arguments) {
            throw new AssertionError("nothing is to be started");
        }

        @Override
        public void sandbox(List<String> arguments) {
            throw new AssertionError("nothing is to be started");
        }

        @Override
        public Configured configured(List<String> arguments) {
            return this;
        }

        @Override
        public ConfigurableEnvironment settings() {
            StandardEnvironment settings = new StandardEnvironment();
            settings.getPropertySources()
                    .addFirst(new MapPropertySource(
                            "stub",
                            Map.of(
                                    "hub.data-dir",
                                    data().toString(),
                                    "hub.routes-dir",
                                    home.resolve("routes").toString(),
                                    "hub.identities.kep.keystore",
                                    identity)));
            return settings;
        }

        @Override
        public List<Finding> findings() {
            return findings;
        }

        @Override
        public LedgerSettings ledger() {
            return new LedgerSettings(
                    url.isEmpty() ? "jdbc:sqlite:" + data().resolve("ledger.db") : url, null, null, keys);
        }
    }

    private final Shell shell = new Shell(new StubLauncher());

    private Path data() {
        return home.resolve("data");
    }

    private Path backup() {
        return home.resolve("backup");
    }

    private Path write(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** What a hub does with its ledger, meanwhile or before. */
    private void hub(Consumer<Ledger> work) throws IOException {
        Files.createDirectories(data());
        LedgerSettings settings = new LedgerSettings("jdbc:sqlite:" + data().resolve("ledger.db"), null, null, keys);
        try (Ledger ledger = JdbcLedger.open(settings, OPERATIONS, Map.of(), Clock.fixed(NOW, ZoneOffset.UTC))) {
            work.accept(ledger);
        }
    }

    private static Order accept(Ledger ledger, String key) {
        return ledger.acceptance()
                .accept(new NewOrder(
                        "svc.send",
                        key,
                        Priority.NORMAL,
                        "ivan",
                        "{\"name\":\"Planted\"}".getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order();
    }

    private Shell.Said backUp() {
        return shell.run(
                "backup",
                backup().toString(),
                "--config-dir",
                home.resolve("config").toString());
    }

    // --- backup and restore

    @Test
    void aBackupIsMadeWhileTheHubRunsAndHoldsNoKey() throws IOException {
        write("config/application.yaml", "hub: {ledger: {key-file: /etc/hub/key}}");
        write("routes/n3/n3-call.camel.yaml", "- route: {}");
        hub(ledger -> {
            accept(ledger, "k1");
            ledger.audit().record("olga", "unmask", "o1", "why");
            assertThat(backUp().code()).hasValue(ExitCode.OK);
        });
        BackupManifest manifest = BackupManifest.read(backup());
        assertThat(manifest.orders()).isEqualTo(1);
        assertThat(manifest.files())
                .extracting(BackupManifest.Entry::path)
                .containsExactly("config/application.yaml", "ledger.db", "routes/n3/n3-call.camel.yaml");
        assertThat(Files.readString(backup().resolve("ledger.db"), StandardCharsets.ISO_8859_1))
                .doesNotContain("Planted");
    }

    @Test
    void aBackupThatWouldHoldAKeyIsRefused() throws IOException {
        write("config/ledger.key", Base64.getEncoder().encodeToString(KEY));
        hub(ledger -> {});
        Shell.Said said = backUp();
        assertThat(said.code()).hasValue(ExitCode.FAILED);
        assertThat(said.err()).contains("ledger.key", "must not be in the backup");
        assertThat(backup()).doesNotExist();
    }

    @Test
    void aLedgerInPostgresIsLeftToPgDump() {
        url = "jdbc:postgresql://localhost/hub";
        assertThat(backUp().err()).contains("pg_dump");
    }

    @Test
    void aRestoredHubHoldsWhatItMayHaveSentSinceTheBackup() throws IOException {
        hub(ledger -> accept(ledger, "before"));
        backUp();
        hub(ledger -> accept(ledger, "after"));
        Files.move(data(), home.resolve("lost"));
        assertThat(shell.run("restore", backup().toString()).code()).hasValue(ExitCode.OK);
        hub(ledger -> {
            assertThat(ledger.restoration().holdIfMarked(NOW)).isPresent();
            assertThat(ledger.numbers().orders().get("svc.send")).containsOnly(Map.entry(State.PARKED, 1L));
            assertThat(ledger.audit().verify().whole()).isTrue();
        });
    }

    @Test
    void aLedgerThatWasRestoredByOtherMeansIsHeldWhenItIsMarked() throws IOException {
        hub(ledger -> accept(ledger, "k1"));
        assertThat(shell.run("restore").code()).hasValue(ExitCode.USAGE);
        assertThat(shell.run("restore", "--mark", "2026-11-21T08:00:00Z").code())
                .hasValue(ExitCode.OK);
        hub(ledger -> assertThat(
                        ledger.restoration().holdIfMarked(NOW).orElseThrow().parked())
                .isEqualTo(1));
    }

    @Test
    void nothingIsRestoredOverWhatIsThere() throws IOException {
        hub(ledger -> {});
        backUp();
        Shell.Said said = shell.run("restore", backup().toString());
        assertThat(said.code()).hasValue(ExitCode.FAILED);
        assertThat(said.err()).contains("is not empty");
    }

    @Test
    void aBackupThatWasChangedIsNotRestored() throws IOException {
        hub(ledger -> {});
        backUp();
        Files.move(data(), home.resolve("lost"));
        Files.write(backup().resolve("ledger.db"), new byte[] {1}, StandardOpenOption.APPEND);
        Shell.Said said = shell.run("restore", backup().toString());
        assertThat(said.code()).hasValue(ExitCode.FINDINGS);
        assertThat(said.err()).contains("ledger.db");
        assertThat(data().resolve("ledger.db")).doesNotExist();
    }

    @Test
    void aBackupIsNotRestoredWithoutItsKey() throws IOException {
        hub(ledger -> accept(ledger, "k1"));
        backUp();
        Files.move(data(), home.resolve("lost"));
        keys = List.of(FRESH);
        assertThat(shell.run("restore", backup().toString()).err()).contains("another key");
        assertThat(data().resolve("ledger.db")).doesNotExist();
    }

    // --- keys

    @Test
    void aRotationReportsThatTheOldKeyIsNoLongerNeeded() throws IOException {
        hub(ledger -> accept(ledger, "k1"));
        keys = List.of(FRESH, KEY);
        Shell.Said before = shell.run("rotate-key", "--count");
        assertThat(before.code()).hasValue(ExitCode.FINDINGS);
        assertThat(before.out()).contains("number 2, still needed");
        Shell.Said said = shell.run("rotate-key");
        assertThat(said.code()).hasValue(ExitCode.OK);
        assertThat(said.out()).containsPattern("0 values under key [0-9a-f]{16} \\(number 2, no longer needed\\)");
        keys = List.of(FRESH);
        hub(ledger -> assertThat(ledger.numbers().orders()).containsKey("svc.send"));
    }

    @Test
    void aRotationWaitsForTheHubThatDoesNotKnowTheNewKey() throws IOException {
        hub(ledger -> {
            ledger.keys().announce("run", "ward-7", Clock.systemUTC().instant());
        });
        keys = List.of(FRESH, KEY);
        Shell.Said said = shell.run("rotate-key");
        assertThat(said.code()).hasValue(ExitCode.FAILED);
        assertThat(said.err()).contains("ward-7", "new key");
    }

    // --- audit

    @Test
    void aChainThatWasShortenedShowsWithTheHeadThatWasNoted() throws IOException {
        hub(ledger -> ledger.audit().record("olga", "unmask", "o1", "why"));
        backUp();
        hub(ledger -> ledger.audit().record("olga", "cancel", "o1", null));
        Shell.Said whole = shell.run("verify-audit");
        assertThat(whole.code()).hasValue(ExitCode.OK);
        String head = whole.out()
                .lines()
                .filter(line -> line.startsWith("head "))
                .findFirst()
                .orElseThrow()
                .substring(5);

        Files.copy(backup().resolve("ledger.db"), data().resolve("ledger.db"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(data().resolve("ledger.db.mark")); // it would tell, too
        assertThat(shell.run("verify-audit").code()).hasValue(ExitCode.OK);
        Shell.Said shortened = shell.run("verify-audit", "--head", head, "--output", "json");
        assertThat(shortened.code()).hasValue(ExitCode.FINDINGS);
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(shortened.out())
                        .path("brokenAt")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void aHeadThatIsNoneIsAWrongCall() throws IOException {
        hub(ledger -> {});
        assertThat(shell.run("verify-audit", "--head", "nonsense").code()).hasValue(ExitCode.USAGE);
    }

    @Test
    void aFolderWithoutALedgerIsReportedAndNoneIsCreated() {
        Shell.Said said = shell.run("verify-audit");
        assertThat(said.code()).hasValue(ExitCode.FAILED);
        assertThat(said.err()).contains("There is no ledger");
        assertThat(data()).doesNotExist();
    }

    @Test
    void theExportedAuditIsFhir() throws IOException {
        hub(ledger -> {
            ledger.audit().record("hub", "start", null, "settings sha256:0");
            ledger.audit().record("olga", "log-in", null, null);
            ledger.audit().record("boris", "log-in-refused", null, null);
            ledger.audit().record("olga", "unmask", "o1", "a relative called", "192.0.2.7");
        });
        Shell.Said said = shell.run("export-audit");
        assertThat(said.code()).hasValue(ExitCode.OK);
        IParser strict = FhirContext.forR4().newJsonParser();
        strict.setParserErrorHandler(new StrictErrorHandler());
        List<AuditEvent> events = said.out()
                .lines()
                .map(line -> strict.parseResource(AuditEvent.class, line))
                .toList();
        assertThat(events).hasSize(5);
        assertThat(events.get(2).getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._4);
        assertThat(events.get(3).getAction()).isEqualTo(AuditEvent.AuditEventAction.R);
        assertThat(events.get(3).getAgentFirstRep().getWho().getIdentifier().getValue())
                .isEqualTo("olga");
        assertThat(events.get(3).getEntityFirstRep().getWhat().getIdentifier().getValue())
                .isEqualTo("o1");
        assertThat(events.get(3).getPurposeOfEventFirstRep().getText()).isEqualTo("a relative called");
        assertThat(events.subList(0, 3)).noneMatch(AuditEvent::hasMeta);
        readOfBalp(events.get(3));
    }

    /** What the profile IHE.BasicAudit.Read (BALP 1.1) asks for besides FHIR itself. */
    private static void readOfBalp(AuditEvent read) {
        assertThat(read.getMeta().getProfile().get(0).getValue()).endsWith("IHE.BasicAudit.Read");
        assertThat(read.getType().getCode()).isEqualTo("rest");
        assertThat(read.getSubtype())
                .filteredOn(type -> type.getCode().equals("read"))
                .hasSize(1);
        assertThat(read.getOutcome()).isEqualTo(AuditEvent.AuditEventOutcome._0);
        assertThat(read.getAgent())
                .extracting(agent -> agent.getType().getCodingFirstRep().getCode())
                .containsExactly("IRCP", "110153", "110152");
        assertThat(read.getAgent()).allMatch(AuditEvent.AuditEventAgentComponent::hasWho);
        assertThat(read.getAgent())
                .extracting(agent -> agent.getNetwork().getAddress())
                .containsExactly(null, "hub", "192.0.2.7");
        assertThat(read.getEntity())
                .extracting(entity -> entity.getType().getCode(), entity -> entity.getRole()
                        .getCode())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("2", "4"));
    }

    // --- settings

    @Test
    void errorsInSettingsAndRoutesAreReportedAndSetTheExitCode() throws IOException {
        assertThat(shell.run("validate").code()).hasValue(ExitCode.OK);
        findings = List.of(Finding.error("UNKNOWN_SETTING", "hub.n3.tokn", "is hub.n3.token meant?"));
        Shell.Said said = shell.run("validate", "--output", "json");
        assertThat(said.code()).hasValue(ExitCode.FINDINGS);
        assertThat(JsonMapper.builder()
                        .build()
                        .readTree(said.out())
                        .at("/findings/0/path")
                        .asText())
                .isEqualTo("hub.n3.tokn");
    }

    @Test
    void anIdentityThatCannotBeOpenedIsReportedBeforeAStart() {
        identity = home.resolve("kep.p12").toString();
        Shell.Said said = shell.run("validate");
        assertThat(said.code()).hasValue(ExitCode.FINDINGS);
        assertThat(said.out()).contains("identity kep").doesNotContain("No errors in settings and routes");
    }
}
