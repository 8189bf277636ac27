package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One case each of what a drop folder meets; beside every broken file a good one, which must go on. */
class BrokenInputTest {

    private static final String GOOD = "{\"patient\":{\"familyName\":\"Тест\"}}";
    private static final Charset CYRILLIC = Charset.forName("windows-1251");

    private final Path drop;
    private final IntakeFixture fixture;

    BrokenInputTest(@TempDir Path drop) {
        this.drop = drop;
        fixture = new IntakeFixture(drop);
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments("empty.json", new byte[0], "EMPTY_FILE"),
                arguments("empty.csv", new byte[0], "EMPTY_FILE"),
                arguments("blank.ndjson", bytes("\n \r\n\t\n"), "EMPTY_FILE"),
                arguments("only-bom.csv", new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, "EMPTY_FILE"),
                arguments("cut.json", bytes("[" + GOOD + "," + GOOD), "NOT_JSON"),
                arguments("broken-middle.json", bytes("[" + GOOD + ", x," + GOOD + "]"), "NOT_JSON"),
                arguments("two.json", bytes(GOOD + GOOD), "NOT_JSON"),
                arguments("scalar.json", bytes("42"), "NOT_AN_OBJECT"),
                arguments("nothing.json", bytes("null"), "NOT_AN_OBJECT"),
                arguments("blank.json", bytes("  \n"), "EMPTY_FILE"),
                arguments("sep.csv", bytes("sep=;\npatient.familyName;patient.firstName\nA;B\n"), "CSV_HEADER"),
                arguments("tabs.csv", bytes("patient.familyName\tpatient.firstName\nA\tB\n"), "CSV_HEADER"),
                arguments("trailing.json", bytes("[" + GOOD + "] x"), "NOT_JSON"),
                arguments("unclosed.csv", bytes("patient.familyName\nA\n\"B\nC\n"), "NOT_CSV"),
                arguments("after-quote.csv", bytes("patient.familyName\n\"A\"B\n"), "NOT_CSV"),
                arguments("twice.csv", bytes("patient.familyName,patient.familyName\nA,B\n"), "CSV_HEADER"),
                arguments("leaf.csv", bytes("patient.familyName,patient.familyname\nA,B\n"), "CSV_HEADER"),
                arguments("nameless.csv", bytes("patient.familyName,,note\nA,B,C\n"), "CSV_HEADER"),
                arguments("inside.csv", bytes("patient.name,patient.name.first\nA,B\n"), "CSV_HEADER"),
                arguments("utf16.csv", "patient.familyName\nА\n".getBytes(StandardCharsets.UTF_16LE), "CHARSET"),
                arguments(
                        "utf32.csv", "\uFEFFpatient.familyName\nА\n".getBytes(Charset.forName("UTF-32LE")), "CHARSET"),
                arguments("utf32be.json", ("\uFEFF" + GOOD).getBytes(Charset.forName("UTF-32BE")), "CHARSET"),
                arguments("odd.csv", odd("\uFEFFpatient.familyName\nА\n"), "CHARSET"),
                arguments("odd.ndjson", odd("\uFEFF" + GOOD + "\n"), "CHARSET"),
                arguments(
                        "half.csv",
                        new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0, '.', 0, 'b', 0, '\n', 0, 0, (byte) 0xD8, '\n', 0},
                        "CHARSET"),
                arguments("book.csv", bytes("PK\u0003\u0004rest"), "NOT_CSV"),
                arguments("page.csv", bytes("\uFEFF\r\n <!DOCTYPE html>\n<p>a.b\n"), "NOT_CSV"),
                arguments("page.json", bytes("<html>"), "NOT_JSON"),
                arguments("page.ndjson", bytes("<html>\n</html>\n"), "NOT_NDJSON"),
                arguments("object.csv", bytes("[" + GOOD + "]"), "NOT_CSV"),
                arguments("no-field.csv", bytes("record;familyName;firstName\n1;A;B\n"), "CSV_HEADER"),
                arguments("empty-head.csv", bytes(";;;\nA;B;C;D\n"), "CSV_HEADER"),
                arguments("nothing.csv", bytes(";;;\n;;;\n"), "EMPTY_FILE"),
                arguments("nul-tail.csv", bytes("patient.familyName\nA\nB\0\0\0\0"), "FILE_INCOMPLETE"),
                arguments("nul-only.csv", new byte[4096], "FILE_INCOMPLETE"),
                arguments("nul-tail.json", bytes("[" + GOOD + "\0\0\0"), "FILE_INCOMPLETE"),
                arguments("nul-tail.ndjson", bytes(GOOD + "\n\0"), "FILE_INCOMPLETE"),
                arguments("hole.csv", bytes("patient.familyName\nA\n" + "\0".repeat(512) + "\nB\n"), "FILE_INCOMPLETE"),
                arguments(
                        "nul-tail-16.csv",
                        "\uFEFFpatient.familyName\nA\n\0\0".getBytes(StandardCharsets.UTF_16LE),
                        "FILE_INCOMPLETE"),
                arguments("utf16.json", GOOD.getBytes(StandardCharsets.UTF_16LE), "CHARSET"),
                arguments("cyrillic.json", ("[" + GOOD + "]").getBytes(CYRILLIC), "CHARSET"),
                arguments("neither.csv", new byte[] {'a', '.', 'b', '\n', (byte) 0x98, '\n'}, "CHARSET"),
                arguments("sheet.xlsx", bytes("PK"), "UNKNOWN_FORMAT"),
                arguments("book.xlsx", bytes("PK\u0003\u0004\n" + "\0".repeat(600)), "UNKNOWN_FORMAT"),
                arguments("old.xls", bytes("\0\0" + "\0".repeat(600)), "UNKNOWN_FORMAT"),
                arguments("letters.txt", "И".getBytes(CYRILLIC), "UNKNOWN_FORMAT"),
                arguments("noending", bytes("x"), "UNKNOWN_FORMAT"));
    }

    @ParameterizedTest(name = "{0} is {2}")
    @MethodSource("unreadable")
    void anUnreadableFileGoesToFailedAndTheOthersAreProcessed(String name, byte[] content, String code) {
        fixture.drop(name, content);
        fixture.drop("good.json", GOOD);
        fixture.scan();
        assertThat(fixture.failure(name)).containsExactly(code);
        assertThat(fixture.names("failed")).containsExactlyInAnyOrder(name, name + ".findings.json");
        assertThat(fixture.names("in")).isEmpty();
        assertThat(fixture.accepted()).hasSize(1);
    }

    static Stream<Arguments> refused() {
        String deep = "{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        return Stream.of(
                arguments("a.ndjson", bytes(GOOD + "\nnot json\n" + GOOD + "\n"), 3, "NOT_JSON"),
                arguments("cut.ndjson", bytes(GOOD + "\n{\"patient\":{\n"), 2, "NOT_JSON"),
                arguments("a.json", bytes("[" + GOOD + ", 7]"), 2, "NOT_AN_OBJECT"),
                arguments("b.json", bytes("[" + GOOD + ", [[]]]"), 2, "NOT_AN_OBJECT"),
                arguments("twice.json", bytes("[" + GOOD + ", {\"a\":1,\"a\":2}]"), 2, "DUPLICATE_KEY"),
                arguments("deep.json", bytes("[" + GOOD + "," + deep + "]"), 2, "NESTING_TOO_DEEP"),
                arguments("one-deep.json", bytes(deep), 1, "NESTING_TOO_DEEP"),
                arguments("many.ndjson", bytes("{\"a\":[" + "{},".repeat(30_000) + "{}]}\n"), 1, "TOO_MANY_VALUES"),
                arguments("deep.ndjson", bytes(deep + "\n"), 1, "NESTING_TOO_DEEP"),
                arguments("nul.json", bytes("[{\"patient\":{\"familyName\":\"a\\u0000\"}}]"), 1, "NUL_CHARACTER"),
                arguments("nul.ndjson", bytes(GOOD + "\n{\"a\":\"\0\"}\n"), 2, "NUL_CHARACTER"),
                arguments("nul.csv", bytes("patient.familyName\nA\0B\n"), 1, "NUL_CHARACTER"),
                arguments("few.csv", bytes("patient.familyName,x\nA\n"), 1, "CSV_CELLS"),
                arguments("many.csv", bytes("patient.familyName,x\nA,b,c\n"), 1, "CSV_CELLS"),
                arguments("number.json", bytes("[{\"a\":" + "9".repeat(5_000) + "}]"), 1, "VALUE_TOO_LONG"),
                arguments("charset.ndjson", ("x\n" + GOOD).getBytes(CYRILLIC), 2, "CHARSET"),
                arguments(
                        "big.json", bytes("[" + GOOD + ",{\"a\":\"" + "x".repeat(2_000_000) + "\"}]"), 2, "TOO_LARGE"),
                arguments("big.ndjson", bytes("{\"a\":\"" + "x".repeat(2_000_000) + "\"}\n" + GOOD), 2, "TOO_LARGE"));
    }

    @ParameterizedTest(name = "{0} has a record that is {3}")
    @MethodSource("refused")
    void anUnreadableRecordIsRefusedAloneAndTheFileIsDone(String name, byte[] content, int records, String code) {
        fixture.drop(name, content);
        fixture.scan();
        assertThat(fixture.names("done")).containsExactly(name);
        assertThat(fixture.accepted()).hasSize(records);
        assertThat(fixture.codes().stream().flatMap(List::stream)).containsOnlyOnce(code);
    }

    static Stream<Arguments> readable() {
        String csv = "patient.familyName;own\r\nТест;1\r\n";
        return Stream.of(
                arguments("bom.csv", bytes("\uFEFF" + csv)),
                arguments("cyrillic.csv", csv.getBytes(CYRILLIC)),
                arguments("plain.CSV", bytes(csv)),
                arguments("utf16le.csv", ("\uFEFF" + csv).getBytes(StandardCharsets.UTF_16LE)),
                arguments("utf16be.csv", ("\uFEFF" + csv).getBytes(StandardCharsets.UTF_16BE)),
                arguments(
                        "unicode-text.csv",
                        "\uFEFFown\tpatient.familyName\r\n1\tТест\r\n".getBytes(StandardCharsets.UTF_16LE)),
                arguments("utf16le.json", ("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_16LE)),
                arguments("utf16be.json", ("\uFEFF \n[" + GOOD + "\n]").getBytes(StandardCharsets.UTF_16BE)),
                arguments("utf16.ndjson", ("\uFEFF" + GOOD + "\r\n").getBytes(StandardCharsets.UTF_16LE)),
                arguments("tail.csv", bytes("patient.familyName;own;;\r\nТест;1;;\r\n;;;\r\n \u00A0;;;\r\n;\r\n")),
                arguments("between.csv", bytes("patient.familyName,own\n,\nТест,1\n\u200B,\n")),
                arguments("nbsp-head.csv", bytes("\u00A0patient.familyName\u200B;own\nТест;1\n")),
                arguments("quoted.csv", bytes("patient.familyName\n\"=\"\"Тест\"\"\"\n")),
                arguments("comma.csv", bytes("own,patient.familyName\n\"1;2\",Тест")),
                arguments("spaces.csv", bytes("\"patient.familyName\"\n\n\"  Тест \"\n")),
                arguments("excel.csv", bytes("patient.familyName;own;;\nТест;1\n")),
                arguments("nameless.csv", bytes("patient.familyName,\nТест,x\n")),
                arguments("bom.json", bytes("\uFEFF" + GOOD)),
                arguments("bom-array.json", bytes("\uFEFF\n [" + GOOD + "]\n")),
                arguments("bom.ndjson", bytes("\uFEFF" + GOOD + "\r\n\r\n")),
                arguments("last.ndjson", bytes(GOOD)));
    }

    @ParameterizedTest
    @MethodSource("readable")
    void everyWayOfWritingGivesTheSamePayload(String name, byte[] content) {
        fixture.drop(name, content);
        fixture.scan();
        assertThat(fixture.payloads()).containsExactly(GOOD);
    }

    @Test
    void aLineOf100MegabytesIsRefusedWithoutBeingHeld() throws IOException {
        big(100, "line.ndjson", "{\"a\":\"", "\"}\n" + GOOD + "\n");
        big(10, "line.csv", "patient.familyName\nA\n", "\n");
        big(10, "line.json", "[" + GOOD + ",{\"a\":\"", "\"}]");
        fixture.scan();
        assertThat(fixture.failure("line.csv")).containsExactly("LINE_TOO_LONG");
        assertThat(fixture.codes())
                .containsExactlyInAnyOrder(List.of(), List.of("TOO_LARGE"), List.of("TOO_LARGE"), List.of());
    }

    private void big(int megabytes, String name, String before, String after) throws IOException {
        byte[] block = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(fixture.in(name))) {
            out.write(bytes(before));
            for (int i = 0; i < megabytes; i++) {
                out.write(block);
            }
            out.write(bytes(after));
        }
    }

    @Test
    void theResultHasAPlaceForEveryCellOfARowThatIsLongerThanTheHeader() {
        fixture.drop("long.csv", "patient.familyName;own\nA;B;C;D\nE;F\n");
        fixture.scan();
        assertThat(fixture.ledger.batch().format().header()).containsExactly("patient.familyName", "own", "", "");
    }

    @Test
    void limitsOnTheFileAreSaidClearly() {
        IntakeFixture small = new IntakeFixture(drop, "max-records=2", "max-file=100B");
        small.drop("many.ndjson", "{}\n{}\n{}\n");
        small.drop("large.ndjson", "{}\n".repeat(100));
        small.scan();
        assertThat(small.failure("many.ndjson")).containsExactly("TOO_MANY_RECORDS");
        assertThat(small.failure("large.ndjson")).containsExactly("FILE_TOO_LARGE");
    }

    @Test
    void aFileInAFolderThatIsNoOperationFails() throws IOException {
        Path folder = Files.createDirectories(drop.resolve("in").resolve("n3.typo"));
        Files.writeString(folder.resolve("a.json"), GOOD);
        fixture.scan();
        assertThat(drop.resolve("failed/n3.typo/a.json")).exists();
        assertThat(drop.resolve("failed/n3.typo/a.json.findings.json"))
                .content()
                .contains("UNKNOWN_OPERATION");
    }

    @Test
    void aFileBesideTheFoldersFails() throws IOException {
        Files.writeString(drop.resolve("in").resolve("a.json"), GOOD);
        fixture.scan();
        assertThat(drop.resolve("failed/a.json.findings.json")).content().contains("UNKNOWN_OPERATION");
    }

    @Test
    void aLinkIsRemovedAndItsTargetIsNeitherReadNorTouched() throws IOException {
        Path secret = Files.writeString(drop.resolve("secret.json"), GOOD);
        Files.createSymbolicLink(fixture.in("link.json"), secret);
        fixture.scan();
        assertThat(fixture.failure("link.json")).containsExactly("NOT_A_FILE");
        assertThat(fixture.in("link.json")).doesNotExist();
        assertThat(secret).hasContent(GOOD);
        assertThat(fixture.accepted()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameIsDataAndNeverAPath(String name) {
        fixture.drop(name, GOOD);
        fixture.scan();
        assertThat(fixture.names("done")).containsExactly(name);
        assertThat(fixture.ledger.wanted()).containsExactly(name);
    }

    static Stream<String> names() {
        return Stream.of(
                "a%2F..%2F..%2Fx.json",
                "a\\..\\x.json",
                "line\nfeed\u001b[31m.json",
                "{{hub.ledger.key}}.json",
                "${body}.json",
                "$simple{x}?delete=true.json",
                "x".repeat(250) + ".json");
    }

    @Test
    void aNameAsLongAsTheFileSystemAllowsHasFindingsToo() {
        String name = "ж".repeat(125) + ".json";
        fixture.drop(name, "[");
        fixture.scan();
        assertThat(fixture.names("failed")).hasSize(2).contains(name);
    }

    @Test
    void aFileThatCannotBeMovedAwayIsAcceptedOnceAndTheRestGoesOn() throws IOException {
        Files.delete(drop.resolve("done").resolve(IntakeFixture.OPERATION));
        Path obstacle = Files.writeString(drop.resolve("done").resolve(IntakeFixture.OPERATION), "in the way");
        fixture.drop("a.json", GOOD);
        fixture.drop("broken.json", "[");
        fixture.scan();
        fixture.scan();
        assertThat(fixture.accepted()).hasSize(1);
        assertThat(fixture.ledger.wanted()).containsExactly("a.json");
        assertThat(fixture.failure("broken.json")).containsExactly("NOT_JSON");

        Files.delete(obstacle);
        fixture.scan();
        assertThat(fixture.names("done")).containsExactly("a.json");
        assertThat(fixture.ledger.wanted()).containsExactly("a.json");
    }

    @Test
    void aFullDiskOfTheLedgerLeavesTheFileForLater() {
        fixture.ledger.failAfter(0);
        fixture.drop("a.json", GOOD);
        fixture.scan();
        assertThat(fixture.names("in")).containsExactly("a.json");

        fixture.ledger.failAfter(Integer.MAX_VALUE);
        fixture.clock.advance(Duration.ofMinutes(1));
        fixture.scan();
        assertThat(fixture.names("done")).containsExactly("a.json");
        assertThat(fixture.accepted()).hasSize(1);
    }

    @Test
    void aServiceThatIsOffRefusesEveryRecordWithAFinding() throws IOException {
        Files.writeString(drop.resolve("in").resolve(IntakeFixture.OFF).resolve("a.json"), GOOD);
        fixture.scan();
        assertThat(fixture.codes()).containsExactly(List.of("SERVICE_OFF"));
    }

    /** UTF-16 whose last letter lacks its second half. */
    private static byte[] odd(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_16LE);
        return Arrays.copyOf(bytes, bytes.length - 1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
