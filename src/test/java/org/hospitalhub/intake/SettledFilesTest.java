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

class SettledFilesTest {

    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final House house;

    SettledFilesTest(@TempDir Path drop) {
        this.house = new House(drop);
    }

    @Test
    void aFileStillBeingWrittenIsNotReadEarly() throws IOException {
        Path file = house.drop("a.ndjson", "{}\n");
        assertThat(house.settled.settled(file)).isFalse();
        for (int line = 0; line < 10; line++) {
            house.clock.pass(Duration.ofMillis(1500));
            Files.writeString(file, "{}\n", StandardOpenOption.APPEND);
            assertThat(house.settled.settled(file)).isFalse();
        }
        house.clock.pass(SETTLE);
        assertThat(house.settled.settled(file)).isTrue();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFileThatSomebodyHasOpenForWritingIsNotRead() throws IOException {
        Path file = house.in("a.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            house.settled.settled(file);
            house.clock.pass(Duration.ofHours(1));
            assertThat(house.settled.settled(file)).isFalse();
        }
        house.clock.pass(SETTLE);
        assertThat(house.settled.settled(file)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json:[{},", "a.json:", "a.ndjson:{}", "a.csv:a.b\nc", "A.CSV:a.b\nc"})
    void aFileWhoseEndLooksUnfinishedGetsTimeToGrow(String nameAndContent) {
        String[] parts = nameAndContent.split(":", 2);
        Path file = house.drop(parts[0], parts[1]);
        house.settled.settled(file);
        house.clock.pass(PATIENCE.minusMillis(1));
        assertThat(house.settled.settled(file)).isFalse();
        house.clock.pass(Duration.ofMillis(1));
        assertThat(house.settled.settled(file)).isTrue();
    }

    @Test
    void anOpenQuoteGetsTimeToBeClosed() {
        Path file = house.drop("a.csv", "patient.familyName\n\"A\n");
        house.settled.settled(file);
        house.clock.pass(SETTLE);
        house.files.take(file, () -> false);
        assertThat(file).exists();
        house.clock.pass(PATIENCE);
        house.files.take(file, () -> false);
        assertThat(house.failure("a.csv")).containsExactly("NOT_CSV");
    }

    @ParameterizedTest
    @ValueSource(strings = {".hidden.json", "a.json.tmp", "a.json.part", "a.json.FILEPART", "~a.tmp"})
    void namesOfUnfinishedFilesAreLeftAlone(String name) {
        Path file = house.drop(name, "{}");
        house.settled.settled(file);
        house.clock.pass(Duration.ofHours(1));
        assertThat(house.settled.settled(file)).isFalse();
    }
}
