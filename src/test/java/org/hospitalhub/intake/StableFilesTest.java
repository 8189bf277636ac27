package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StableFilesTest {

    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final IntakeFixture fixture;

    StableFilesTest(@TempDir Path drop) {
        this.fixture = new IntakeFixture(drop);
    }

    @Test
    void aFileStillBeingWrittenIsNotReadEarly() throws IOException {
        Path file = fixture.drop("a.ndjson", "{}\n");
        assertThat(fixture.stableFiles.isStable(file)).isFalse();
        for (int line = 0; line < 10; line++) {
            fixture.clock.advance(Duration.ofMillis(1500));
            Files.writeString(file, "{}\n", StandardOpenOption.APPEND);
            assertThat(fixture.stableFiles.isStable(file)).isFalse();
        }
        fixture.clock.advance(SETTLE);
        assertThat(fixture.stableFiles.isStable(file)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatSomebodyHasOpenForWritingIsNotRead() throws IOException {
        Path file = fixture.in("a.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            fixture.stableFiles.isStable(file);
            fixture.clock.advance(Duration.ofHours(1));
            assertThat(fixture.stableFiles.isStable(file)).isFalse();
        }
        fixture.clock.advance(SETTLE);
        assertThat(fixture.stableFiles.isStable(file)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json:[{},", "a.json:", "a.ndjson:{}", "a.csv:a.b\nc", "A.CSV:a.b\nc"})
    void aFileWhoseEndLooksUnfinishedGetsTimeToGrow(String nameAndContent) {
        String[] parts = nameAndContent.split(":", 2);
        Path file = fixture.drop(parts[0], parts[1]);
        fixture.stableFiles.isStable(file);
        fixture.clock.advance(PATIENCE.minusMillis(1));
        assertThat(fixture.stableFiles.isStable(file)).isFalse();
        fixture.clock.advance(Duration.ofMillis(1));
        assertThat(fixture.stableFiles.isStable(file)).isTrue();
    }

    @Test
    void anOpenQuoteGetsTimeToBeClosed() {
        Path file = fixture.drop("a.csv", "patient.familyName\n\"A\n");
        fixture.stableFiles.isStable(file);
        fixture.clock.advance(SETTLE);
        fixture.files.process(file, () -> false);
        assertThat(file).exists();
        fixture.clock.advance(PATIENCE);
        fixture.files.process(file, () -> false);
        assertThat(fixture.failure("a.csv")).containsExactly("NOT_CSV");
    }

    @ParameterizedTest
    @ValueSource(strings = {".hidden.json", "a.json.tmp", "a.json.part", "a.json.FILEPART", "~a.tmp"})
    void namesOfUnfinishedFilesAreLeftAlone(String name) {
        Path file = fixture.drop(name, "{}");
        fixture.stableFiles.isStable(file);
        fixture.clock.advance(Duration.ofHours(1));
        assertThat(fixture.stableFiles.isStable(file)).isFalse();
    }
}
