package org.hospitalhub.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real files of hospitals: each is read rightly or fails once, with a finding that says where and what to do. */
class ReadabilityTest {

    private static final Charset CYRILLIC = Charset.forName("windows-1251");
    private static final String HEADER = "patient.familyName;patient.firstName;patientPersDocs.series\r\n";

    private final IntakeFixture fixture;

    ReadabilityTest(@TempDir Path drop) {
        this.fixture = new IntakeFixture(drop);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "bom-cut.csv         | CHARSET Line 5: the file begins with the mark of UTF-8, and",
                "nobom-cut.csv       | CHARSET Line 5: the file is UTF-8, but a letter here is damaged",
                "koi8.csv            | CHARSET Line 2: the text is neither UTF-8 nor surely windows-1251. It looks like KOI8-R.",
                "cp866.csv           | CHARSET Line 2: the text is neither UTF-8 nor surely windows-1251. It looks like IBM866.",
                "html.csv            | NOT_CSV Line 1: the file is a web page or XML; export the data as CSV",
                "nultail.csv         | FILE_INCOMPLETE Line 4: there are only NUL bytes here",
                "q1.csv              | NOT_CSV Line 3: a quote is opened here and never closed.",
                "b1-shortnames.csv   | CSV_HEADER Line 1: the header names no field of test.patient. Column familyName:"
                        + " is patient.familyName meant? Column firstName: is patient.firstName meant?",
                "b2-rusheaders.csv   | CSV_HEADER Line 1: the header names no field of test.patient. The first row names the"
                        + " columns: patient.familyName,",
            })
    void aFileThatCannotBeReadRightlyFailsOnceAndNothingOfItIsSent(String name, String finding) {
        fixture.dropCase(IntakeFixture.PATIENT, name);
        fixture.scan();
        assertThat(fixture.findings(IntakeFixture.PATIENT, name))
                .singleElement()
                .asString()
                .startsWith(finding);
        assertThat(fixture.accepted()).isEmpty();
    }

    @Test
    void emptyRowsOfExcelAreNoOrders() {
        fixture.dropCase(IntakeFixture.PATIENT, "excel-tail.csv");
        fixture.scan();
        assertThat(fixture.codes()).containsExactly(List.of());
        assertThat(fixture.payloads()).singleElement().asString().contains("Сомов");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001A", "\r\n\u001A", "\r\n\u001A\r\n"})
    void theEndMarkOfDosIsNoOrderAndNoPartOfOne(String end) {
        fixture.drop(
                IntakeFixture.PATIENT,
                "dos.csv",
                (HEADER + "Рябинин;Олег;4500" + end).getBytes(StandardCharsets.UTF_8));
        fixture.scan();
        assertThat(fixture.payloads()).singleElement().asString().endsWith("\"series\":\"4500\"}}");
    }

    @Test
    void theSeriesOfExcelKeepsItsZero() {
        fixture.dropCase(IntakeFixture.PATIENT, "excel-text.csv");
        fixture.scan();
        assertThat(fixture.payloads()).hasSize(2).allMatch(payload -> payload.contains("\"series\":\"0450\""));
        assertThat(fixture.codes()).containsOnly(List.of("TEXT_CLEANED"));
    }

    @Test
    void aNameIsTheSameWhetherItsLettersAreComposedOrNot() {
        fixture.dropCase(IntakeFixture.PATIENT, "nfd.csv");
        fixture.scan();
        assertThat(fixture.payloads()).hasSize(2);
        assertThat(fixture.payloads().get(0)).isEqualTo(fixture.payloads().get(1));
        assertThat(fixture.accepted().get(0).findings())
                .extracting(Finding::message)
                .allMatch(message -> message.contains("U+0306 COMBINING BREVE composed"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Рябинин;Олег;4500\r\nОсинина;Анна;4501\r\n",
                "ЛИ;ЯН;\r\n",
                "Клёнов;Пётр;\r\n",
                "СЁМИН;АЛЁНА;\r\n"
            })
    void shortFilesInWindows1251AreStillRead(String rows) {
        fixture.drop(IntakeFixture.PATIENT, "short.csv", (HEADER + rows).getBytes(CYRILLIC));
        fixture.scan();
        assertThat(fixture.payloads()).isNotEmpty().first().asString().contains(rows.substring(0, rows.indexOf(';')));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KOI8-R", "KOI8-U", "IBM866", "ISO-8859-5", "x-MacCyrillic"})
    void otherCyrillicEncodingsAreNeverSentAsOtherLetters(String charset) {
        String rows = "Рябинин;Олег;4500\r\nОсинина;Анна;4501\r\n";
        fixture.drop(IntakeFixture.PATIENT, "other.csv", (HEADER + rows).getBytes(Charset.forName(charset)));
        fixture.scan();
        assertThat(fixture.findings(IntakeFixture.PATIENT, "other.csv"))
                .singleElement()
                .asString()
                .startsWith("CHARSET Line 2: ");
        assertThat(fixture.accepted()).isEmpty();
    }

    @Test
    void aRowInAnotherEncodingThanItsFileIsRefusedAlone() {
        byte[] rows = (HEADER + "Рябинин;Олег;4500\r\n".repeat(20)).getBytes(CYRILLIC);
        byte[] strange = "Берёзкин;Игорь;4503\r\n".getBytes(Charset.forName("KOI8-R"));
        byte[] utf8 = "Клёнов;Пётр;4504\r\n".getBytes(StandardCharsets.UTF_8);
        fixture.drop(IntakeFixture.PATIENT, "mixed.csv", joined(rows, strange, utf8));
        fixture.scan();
        List<List<String>> codes = fixture.codes();
        assertThat(codes.subList(0, 20)).containsOnly(List.of());
        assertThat(codes.subList(20, 22)).allMatch(found -> found.contains("CHARSET"));
    }

    @Test
    void aByteThatWindows1251DoesNotHaveFailsTheFileWithItsLine() {
        byte[] rows = (HEADER + "Рябинин;Олег;4500\r\n".repeat(20)).getBytes(CYRILLIC);
        fixture.drop(IntakeFixture.PATIENT, "mixed.csv", joined(rows, new byte[] {(byte) 0x98, '\r', '\n'}));
        fixture.scan();
        assertThat(fixture.findings(IntakeFixture.PATIENT, "mixed.csv"))
                .singleElement()
                .asString()
                .startsWith("CHARSET Line 22: ");
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    @Test
    void everyDamagedLineIsNamed() {
        byte[] good = (HEADER + "Рябинин;Олег;4500\r\n").getBytes(StandardCharsets.UTF_8);
        byte[] cut = {(byte) 0xD0, '\r', '\n'};
        fixture.drop(
                IntakeFixture.PATIENT,
                "cut.csv",
                joined(good, cut, "Осинина;Анна;\n".getBytes(StandardCharsets.UTF_8), cut));
        fixture.scan();
        assertThat(fixture.findings(IntakeFixture.PATIENT, "cut.csv"))
                .singleElement()
                .asString()
                .startsWith("CHARSET Lines 3, 5: ");
    }

    @Test
    void aDamagedLineOfNdjsonIsRefusedAloneWithItsLine() {
        byte[] good = "{\"patient\":{\"familyName\":\"Рябинин\"}}\n".getBytes(StandardCharsets.UTF_8);
        byte[] cut = joined(
                "{\"patient\":{\"familyName\":\"Ряб".getBytes(StandardCharsets.UTF_8),
                new byte[] {(byte) 0xD0},
                "\"}}\n".getBytes(StandardCharsets.UTF_8));
        fixture.drop(
                IntakeFixture.PATIENT,
                "cut.ndjson",
                joined("\uFEFF".getBytes(StandardCharsets.UTF_8), good, cut, good));
        fixture.scan();
        assertThat(fixture.codes()).containsExactly(List.of(), List.of("CHARSET"), List.of());
        assertThat(fixture.accepted().get(1).findings().get(0).message()).startsWith("Line 2: ");
    }

    @Test
    void aQuoteThatSwallowsRowsIsSaidWithItsLines() {
        fixture.drop(
                IntakeFixture.PATIENT,
                "quote.csv",
                (HEADER + "А;Б;1\nВ;\"Г;2\nД;Е;3\nЖ;З\";4\nИ;К;5\n").getBytes(StandardCharsets.UTF_8));
        fixture.drop(
                IntakeFixture.PATIENT,
                "wide.csv",
                (HEADER + "А;Б;1\nВ;\"Г;2\nД;Е;3\n;\"Ж;З;4\n").getBytes(StandardCharsets.UTF_8));
        fixture.scan();
        assertThat(fixture.findings(IntakeFixture.PATIENT, "wide.csv"))
                .singleElement()
                .asString()
                .startsWith("NOT_CSV Line 3: a quote is opened here, and text follows where it is closed, in line 5");
        assertThat(fixture.accepted().get(1).findings())
                .extracting(Finding::code)
                .contains("CSV_SWALLOWED");
    }

    @Test
    void aQuoteThatSwallowsRowsIsSaidWhateverEndsALine() {
        fixture.drop(
                IntakeFixture.PATIENT,
                "old-mac.csv",
                (HEADER + "А;Б;1\nВ;\"Г;2\nД;Е;3\nЖ;З\";4\nИ;К;5\n")
                        .replace('\n', '\r')
                        .getBytes(StandardCharsets.UTF_8));
        fixture.scan();
        assertThat(fixture.accepted().get(1).findings())
                .extracting(Finding::code)
                .contains("CSV_SWALLOWED");
    }

    @Test
    void emptyLinesBeforeTheHeaderAreSkipped() {
        fixture.drop(
                IntakeFixture.PATIENT, "late.csv", ("\r\n\n" + HEADER + "А;Б;1\n").getBytes(StandardCharsets.UTF_8));
        fixture.scan();
        assertThat(fixture.codes()).containsExactly(List.of());
    }

    @Test
    void aQuoteThatIsNeverClosedInALongFileNamesItsLine() {
        fixture.drop(
                IntakeFixture.PATIENT,
                "long.csv",
                (HEADER + "А;\"Б;1\n" + "В;Г;2\n".repeat(300_000)).getBytes(StandardCharsets.UTF_8));
        fixture.scan();
        assertThat(fixture.findings(IntakeFixture.PATIENT, "long.csv"))
                .singleElement()
                .asString()
                .startsWith("LINE_TOO_LONG Line 2: a quote is opened here and not closed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patientPersDocs.type;x      | names no required field",
                "PATIENT.FAMILYNAME;x        | ",
                "patient.familyName          | ",
                "family_name;patient.other   | Column family_name: is patient.familyName meant?",
                "Рябинин;Олег;1975-07-30     | names no field of test.patient. The first row names the columns",
                "hub.order;hub.state         | names no field",
            })
    void aHeaderIsComparedWithTheFieldsOfTheOperation(String header, String said) {
        fixture.drop(IntakeFixture.PATIENT, "a.csv", (header + "\nA;B\n").getBytes(StandardCharsets.UTF_8));
        fixture.scan();
        if (said == null) {
            assertThat(fixture.accepted()).hasSize(1);
        } else {
            assertThat(fixture.findings(IntakeFixture.PATIENT, "a.csv"))
                    .singleElement()
                    .asString()
                    .contains(said)
                    .doesNotContain("Рябинин");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "РџРµС‚СЂРѕРІ | UTF-8 that was read as windows-1251",
                "ÐŸÐµÑ‚Ñ€Ð¾Ð² | UTF-8 that was read as windows-1252",
                "Ïåòðîâ | windows-1251 that was read as windows-1252",
                "П\uFFFDтров | U+FFFD",
            })
    void namesThatAnotherProgramDamagedAreRefused(String name, String said) {
        fixture.drop(
                IntakeFixture.PATIENT,
                "a.json",
                ("{\"patient\":{\"familyName\":\"" + name + "\"}}").getBytes(StandardCharsets.UTF_8));
        fixture.scan();
        assertThat(fixture.accepted().get(0).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("CHARSET");
            assertThat(finding.path()).isEqualTo("$.patient.familyName");
            assertThat(finding.message()).contains(said);
        });
    }
}
