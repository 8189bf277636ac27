package org.hospitalhub.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.hospitalhub.intake.OrderIntake.Submission;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.LedgerInMemory;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.support.ManualClock;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The intake of a small hub in a folder of its own, with a manual clock. */
final class IntakeFixture {

    static final String OPERATION = "test.name";
    static final String DOCUMENTS = "ehealth.test";
    static final String OFF = "test.off";
    static final String PATIENT = "test.patient";

    final Path drop;
    final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    final LedgerInMemory ledger = new LedgerInMemory();
    final Operations operations = new Operations(List.of(
            operation(OPERATION, IntakeFixture::check, null),
            operation(DOCUMENTS, IntakeFixture::documents, null),
            operation(OFF, IntakeFixture::check, "The service has no settings."),
            operation(PATIENT, new PatientCheck(), null)));
    final IntakeSettings settings;
    final PayloadReader reader;
    final FailedFiles failures = new FailedFiles(clock);
    final DropFolder folder;
    final StableFiles stableFiles;
    final FileIntake files;
    final OrderIntake intake;

    IntakeFixture(Path drop, String... settings) {
        this.drop = drop;
        this.settings = settings(drop, settings);
        this.reader = new PayloadReader(this.settings);
        this.folder = new DropFolder(drop, reader.mapper(), clock, failures, Languages.ENGLISH);
        this.stableFiles = new StableFiles(this.settings, new OpenFiles(Path.of("/proc"), drop, clock), clock);
        this.files = files(ledger, ledger);
        this.intake = new OrderIntake(operations, reader, new PayloadValidator(reader.mapper()), ledger);
        prepare();
    }

    /** A second hub over the same folder and ledger, as after a crash. */
    FileIntake files(Acceptance acceptance, Batches batches) {
        return new FileIntake(settings, operations, folder, stableFiles, batches(acceptance, batches), clock);
    }

    private BatchIntake batches(Acceptance acceptance, Batches batches) {
        return new BatchIntake(
                settings,
                new RecordReaders(settings, reader),
                new PayloadValidator(reader.mapper()),
                acceptance,
                batches);
    }

    /** The intake of files over HTTP, with a folder of its own. */
    UploadIntake uploads() {
        try {
            return new UploadIntake(
                    settings,
                    new RequestBodies(settings),
                    operations,
                    batches(ledger, ledger),
                    drop.resolve("uploads"),
                    failures);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static IntakeSettings settings(Path drop, String... pairs) {
        Map<String, String> map = new java.util.HashMap<>(Map.of("hub.intake.drop-dir", drop.toString()));
        for (String pair : pairs) {
            map.put("hub.intake." + pair.split("=")[0], pair.split("=")[1]);
        }
        return new Binder(new MapConfigurationPropertySource(map)).bindOrCreate("hub.intake", IntakeSettings.class);
    }

    private void prepare() {
        try {
            folder.createFolders(operations.all().stream().map(Operation::name).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path in(String name) {
        return drop.resolve("in").resolve(OPERATION).resolve(name);
    }

    Path drop(String name, String content) {
        return drop(name, content.getBytes(StandardCharsets.UTF_8));
    }

    Path drop(String name, byte[] content) {
        return drop(OPERATION, name, content);
    }

    Path drop(String operation, String name, byte[] content) {
        try {
            return Files.write(drop.resolve("in").resolve(operation).resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Looks at every dropped file as the route does, again and again until the longest patience is over. */
    void scan() {
        for (int look = 0; look < 4; look++) {
            for (Path folder : list(drop.resolve("in"))) {
                for (Path file : Files.isDirectory(folder) ? list(folder) : List.of(folder)) {
                    if (stableFiles.isStable(file)) {
                        files.process(file, () -> false);
                    }
                }
            }
            clock.advance(Duration.ofSeconds(16));
        }
    }

    static List<Path> list(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(null);
        return found;
    }

    List<String> names(String stage) {
        return list(drop.resolve(stage).resolve(OPERATION)).stream()
                .map(FileNames::nameOf)
                .toList();
    }

    /** Drops a file of src/test/resources/intake. */
    Path dropCase(String operation, String name) {
        try (InputStream in = IntakeFixture.class.getResourceAsStream("/intake/" + name)) {
            return drop(operation, name, Objects.requireNonNull(in).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What stands beside a failed file: code and message of each finding. */
    List<String> findings(String operation, String name) {
        try {
            Path file = drop.resolve("failed").resolve(operation).resolve(name + ".findings.json");
            List<String> found = new ArrayList<>();
            new ObjectMapper()
                    .readTree(file.toFile())
                    .forEach(finding -> found.add(finding.path("code").asText() + " "
                            + finding.path("message").asText()));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Codes of the findings beside a failed file. */
    List<String> failure(String name) {
        try {
            Path file = drop.resolve("failed").resolve(OPERATION).resolve(name + ".findings.json");
            return new ObjectMapper().readTree(file.toFile()).findValuesAsText("code");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<NewOrder> accepted() {
        return List.copyOf(ledger.given().values());
    }

    List<String> payloads() {
        return accepted().stream()
                .map(order -> new String(order.payload(), StandardCharsets.UTF_8))
                .toList();
    }

    List<List<String>> codes() {
        return accepted().stream()
                .map(order -> order.findings().stream().map(Finding::code).toList())
                .toList();
    }

    OrderIntake.Result give(Submission submission) {
        return intake.accept(submission);
    }

    private static Operation operation(String name, Operation.Check check, @Nullable String off) {
        return new Operation(
                name,
                "test",
                List.of(),
                check,
                List.of("snils", "status"),
                Duration.ZERO,
                off == null ? null : Wording.verbatim(off));
    }

    /** A name is required, the rest is free. */
    private static Operation.Checked check(JsonNode payload, Operation.Attachments attachments) {
        boolean named = payload.at("/patient/familyName").isTextual();
        List<Finding> findings =
                named ? List.of() : List.of(Finding.error("REQUIRED", "$.patient.familyName", "A name is required."));
        return new Operation.Checked(payload, findings, null);
    }

    /** Knows the columns of a patient and requires a name. */
    private static final class PatientCheck implements Operation.Check {
        @Override
        public Operation.Checked check(JsonNode payload, Operation.Attachments attachments) {
            return IntakeFixture.check(payload, attachments);
        }

        @Override
        public Operation.Columns columns() {
            return new Operation.Columns(
                    List.of(
                            "patient.familyName",
                            "patient.firstName",
                            "patient.birthDate",
                            "patientPersDocs.series",
                            "patientPersDocs.type"),
                    List.of("patient.familyName", "patient.firstName", "patient.birthDate"));
        }
    }

    private static Operation.Checked documents(JsonNode payload, Operation.Attachments attachments) {
        Optional<byte[]> document = attachments.read(payload.path("path").asText());
        return new Operation.Checked(
                payload,
                document.isPresent()
                        ? List.of()
                        : List.of(Finding.error("NO_FILE", "$.path", "There is no such file.")),
                null);
    }
}
