package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** No file is silently nothing, wherever it lies and whatever it is called. */
@ExtendWith(OutputCaptureExtension.class)
class OddPlacesTest {

    private static final String GOOD = "{\"patient\":{\"familyName\":\"A\"}}";

    private final Path drop;
    private final IntakeFixture fixture;
    private final StableFilesFilter filter;

    OddPlacesTest(@TempDir Path drop) {
        this.drop = drop;
        this.fixture = new IntakeFixture(drop, "files-per-scan=3");
        this.filter = new StableFilesFilter(fixture.settings, fixture.stableFiles, fixture.folder);
    }

    /** Lists as Camel does, with java.io, as deep as there are folders, and takes what the filter lets in. */
    private void scan() {
        for (int look = 0; look < 8; look++) {
            walk(drop.resolve("in").toFile());
            fixture.clock.advance(Duration.ofSeconds(16));
        }
    }

    private int walk(File folder) {
        int taken = 0;
        File[] all = folder.listFiles();
        for (File one : all == null ? new File[0] : all) {
            GenericFile<File> listed = new GenericFile<>();
            listed.setFile(one);
            listed.setDirectory(one.isDirectory());
            if (filter.accept(listed)) {
                if (one.isDirectory()) {
                    taken += walk(one);
                } else {
                    taken++;
                    fixture.files.process(fixture.folder.absolutePath(one), () -> false);
                }
            }
        }
        return taken;
    }

    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @CsvSource({
        // «Петров» in windows-1251, KOI8-R and UTF-8 cut in the middle of a letter
        "\\317\\345\\362\\360\\356\\342.json, Петров.json",
        "\\360\\305\\324\\322\\317\\327.json, рЕФТПЧ.json",
        "a\\320.json, aР.json",
    })
    void aNameThatIsNotUtf8IsReadUnderAReadableName(String bytes, String name) throws Exception {
        shell("cd '" + fixture.in("") + "' && printf '" + GOOD + "' > \"$(printf '" + bytes + "')\"");
        scan();
        assertThat(fixture.accepted()).hasSize(1);
        assertThat(fixture.names("done")).containsExactly(name);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aNameWithABackslashIsReadWithoutIt() {
        fixture.drop("C:\\Export\\a.json", GOOD);
        scan();
        assertThat(fixture.names("done")).containsExactly("C:_Export_a.json");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderWithABackslashIsNotPassedOver() throws IOException {
        Files.writeString(Files.createDirectory(drop.resolve("in/x\\y")).resolve("a.json"), GOOD);
        scan();
        assertThat(drop.resolve("failed/x_y/a.json.findings.json")).content().contains("UNKNOWN_OPERATION");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void twoNamesThatReadAlikeStayTwoFiles() throws Exception {
        fixture.drop("Петров.json", GOOD);
        shell("cd '" + fixture.in("") + "' && printf '[" + GOOD
                + "]' > \"$(printf '\\317\\345\\362\\360\\356\\342.json')\"");
        scan();
        assertThat(fixture.accepted()).hasSize(2);
        assertThat(fixture.names("in")).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderWhoseNameIsNotUtf8IsNotPassedOver() throws Exception {
        shell("cd '" + drop.resolve("in") + "' && d=\"$(printf '\\317\\345')\" && mkdir \"$d\" && printf '" + GOOD
                + "' > \"$d/a.json\"");
        scan();
        assertThat(drop.resolve("failed/Пе/a.json.findings.json")).content().contains("UNKNOWN_OPERATION");
    }

    private static void shell(String script) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", script).inheritIO().start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-30", "a/b/c/d", "x.json"})
    void aFileInAFolderBelowIsTurnedAwayWithAFinding(String below) throws IOException {
        Path folder = Files.createDirectories(fixture.in(below));
        Files.writeString(folder.resolve("a.json"), GOOD);
        Files.writeString(folder.resolve("b.json"), GOOD);
        scan();
        assertThat(fixture.failure("a.json")).containsExactly("WRONG_FOLDER");
        assertThat(fixture.failure("b.json")).containsExactly("WRONG_FOLDER");
        assertThat(fixture.accepted()).isEmpty();
    }

    @Test
    void filesOfOneNameFromTwoFoldersAreBothKept() throws IOException {
        for (String below : List.of("mo", "tu")) {
            Files.writeString(Files.createDirectories(fixture.in(below)).resolve("a.json"), GOOD + below);
        }
        scan();
        assertThat(fixture.names("failed")).hasSize(4);
    }

    @Test
    void linksOfOneNameKeepFindingsOfTheirOwn() throws IOException {
        for (int i = 0; i < 2; i++) {
            Files.createSymbolicLink(fixture.in("a.json"), drop.resolve("nowhere"));
            scan();
        }
        assertThat(fixture.names("failed")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "done/test.name"})
    void aFileIsNotMovedThroughALink(String folder, @TempDir Path elsewhere) throws IOException {
        try (var below = Files.walk(drop.resolve(folder))) {
            below.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
        Files.createSymbolicLink(drop.resolve(folder), elsewhere);
        fixture.drop("a.json", GOOD);
        scan();
        assertThat(elsewhere).isEmptyDirectory();
        Files.delete(drop.resolve(folder));
        fixture.clock.advance(fixture.settings.retry());
        scan();
        assertThat(fixture.names("done")).containsExactly("a.json");
        assertThat(fixture.accepted()).hasSize(1);
    }

    @Test
    void nothingIsReadThroughALinkInThePlaceOfTheFolderOfAllFiles(@TempDir Path elsewhere, CapturedOutput output)
            throws IOException {
        Path target = elsewhere.resolve("in");
        Files.move(drop.resolve("in"), target);
        Files.createSymbolicLink(drop.resolve("in"), target);
        fixture.drop("a.json", GOOD);
        scan();
        assertThat(target.resolve("test.name/a.json")).exists();
        assertThat(fixture.accepted()).isEmpty();
        assertThat(output).containsOnlyOnce("is a symbolic link");
    }

    @ParameterizedTest
    @CsvSource({"'a.json ', done", "'a.JSON', done", "'a.json.', failed", "'a.txt', failed", "'a', failed"})
    void everyNameIsReadOrTurnedAway(String name, String where) {
        fixture.drop(name, GOOD);
        scan();
        assertThat(fixture.names(where)).contains(name);
        assertThat(fixture.names("in")).isEmpty();
    }

    @Test
    void twoLongNamesThatDifferAtTheirEndsHaveFindingsOfTheirOwn() {
        String stem = "ж".repeat(124);
        fixture.drop(stem + "а.json", "[");
        fixture.drop(stem + "б.json", "[");
        scan();
        assertThat(fixture.names("failed")).hasSize(4);
    }

    @Test
    void aFileThatMayNotBeReadIsTurnedAwayWhenItsTimeIsOver() throws IOException {
        Path file = fixture.drop("a.json", GOOD);
        assertThat(file.toFile().setReadable(false)).isTrue();
        org.assertj.core.api.Assumptions.assumeThat(Files.isReadable(file)).isFalse();
        scan();
        assertThat(fixture.failure("a.json")).containsExactly("NOT_READABLE");
    }

    @Test
    void ofOneFolderOnlySoManyFilesAreTakenInAScan() {
        for (int i = 0; i < 10; i++) {
            fixture.drop("a" + i + ".json", GOOD.getBytes(StandardCharsets.UTF_8));
            fixture.drop(IntakeFixture.OFF, "b" + i + ".json", GOOD.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(walk(drop.resolve("in").toFile())).isZero();
        fixture.clock.advance(Duration.ofSeconds(16));
        for (int taken : List.of(6, 6, 6, 2, 0)) {
            assertThat(walk(drop.resolve("in").toFile())).isEqualTo(taken);
        }
    }

    @Test
    void aClockThatIsSetBackDoesNotStopTheIntake() {
        fixture.drop("a.json", GOOD);
        walk(drop.resolve("in").toFile());
        fixture.clock.advance(Duration.ofHours(-1));
        scan();
        assertThat(fixture.names("done")).containsExactly("a.json");
    }

    @Test
    void aFileThatLooksUnfinishedForAnHourIsLoggedOnce(CapturedOutput log) throws IOException {
        for (String name : List.of("a.csv.tmp", ".b.csv", "c.filepart", "d.csv.camelLock", "d.csv")) {
            Path file = Files.writeString(fixture.in(name), GOOD);
            Files.setLastModifiedTime(
                    file, FileTime.from(fixture.clock.instant().minus(Duration.ofMinutes(50))));
        }
        scan();
        assertThat(log.getAll()).doesNotContain("unfinished");
        for (int hour = 0; hour < 3; hour++) {
            fixture.clock.advance(Duration.ofHours(1));
            scan();
        }
        assertThat(log.getAll().lines().filter(line -> line.contains("its name says that it is unfinished")))
                .hasSize(4)
                .noneMatch(line -> line.contains("The file d.csv in"));
    }
}
