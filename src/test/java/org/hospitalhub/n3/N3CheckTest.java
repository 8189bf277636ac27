package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hospitalhub.n3.N3Fixture.json;
import static org.hospitalhub.n3.N3Fixture.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operation.Attachments;
import org.hospitalhub.ledger.Operation.Checked;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.engine.ServiceFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class N3CheckTest {

    private static Operation operation(N3Operation operation) {
        return N3Fixture.operation(operation.title());
    }

    private static Checked check(N3Operation operation, JsonNode payload) {
        return operation(operation).check().check(payload, Attachments.NONE);
    }

    private static ObjectNode with(String path, String value) {
        ObjectNode payload = payload();
        String[] parts = path.split("\\.");
        ObjectNode block = payload.withObjectProperty(parts[0]);
        if (value.equals("(absent)")) {
            block.remove(parts[1]);
        } else {
            block.set(parts[1], json(value));
        }
        return payload;
    }

    private static List<String> words(Checked checked) {
        return checked.findings().stream()
                .map(finding -> finding.severity() + " " + finding.code() + " " + finding.path())
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aWholePayloadIsFineForEveryOperation(N3Operation operation) {
        assertThat(words(check(operation, payload()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SNILS | patient.familyName | (absent) | ERROR REQUIRED
            SNILS | patient.familyName | null | ERROR REQUIRED
            SNILS | patient.familyName | "  " | ERROR REQUIRED
            SNILS | patient.familyName | true | ERROR NOT_A_TEXT
            SNILS | patientPersDocs.issuer | "ОВ\\u0000Д" | ERROR CONTROL_CHARACTER
            SNILS | patientPersDocs.issuer | "ОВ\\ud800Д" | ERROR CONTROL_CHARACTER
            SNILS | patient.familyName | "Testov" | WARNING NAME_LETTERS
            SNILS | patient.familyName | "Тестoв" | WARNING NAME_LETTERS
            SNILS | patient.familyName | "---" | ERROR NAME_LETTERS
            SNILS | patient.familyName | "Те?тов" | ERROR NAME_LETTERS
            SNILS | patient.familyName | "€естов" | ERROR NAME_LETTERS
            SNILS | patient.familyName | "╦ш" | ERROR NAME_LETTERS
            SNILS | patient.firstName | "‹и" | ERROR NAME_LETTERS
            SNILS | patient.firstName | "Б°" | ERROR NAME_LETTERS
            SNILS | patient.firstName | (absent) | ERROR REQUIRED
            SNILS | patient.patronymic | "Образцович2" | WARNING NAME_LETTERS
            SNILS | patient.birthDate | (absent) | ERROR REQUIRED
            SNILS | patient.birthDate | "31.10.1992" | ERROR DATE_FORMAT
            SNILS | patient.birthDate | "1992-1-31" | ERROR DATE_FORMAT
            SNILS | patient.birthDate | "1992-10-31T00:00:00" | ERROR DATE_FORMAT
            SNILS | patient.birthDate | "1993-02-29" | ERROR DATE_NOT_EXISTING
            SNILS | patient.birthDate | "1992-13-01" | ERROR DATE_NOT_EXISTING
            SNILS | patient.birthDate | "1899-12-31" | ERROR DATE_TOO_EARLY
            SNILS | patient.birthDate | "1904-12-31" | WARNING DATE_UNLIKELY
            SNILS | patient.gender | (absent) | ERROR REQUIRED
            SNILS | patient.gender | "0" | ERROR GENDER
            SNILS | patient.gender | 3 | ERROR GENDER
            SNILS | patient.gender | "м" | ERROR GENDER
            SNILS | patientPersDocs.type | (absent) | ERROR REQUIRED
            SNILS | patientPersDocs.type | "14" | ERROR DOCUMENT_TYPE
            SNILS | patientPersDocs.type | "01" | ERROR DOCUMENT_TYPE
            SNILS | patientPersDocs.series | "12345678901" | ERROR TOO_LONG
            SNILS | patientPersDocs.series | "48AB" | WARNING SERIES_SHAPE
            SNILS | patientPersDocs.series | "-" | WARNING SERIES_SHAPE
            SNILS | patientPersDocs.number | (absent) | ERROR REQUIRED
            SNILS | patientPersDocs.number | "123456789012345678901" | ERROR TOO_LONG
            SNILS | patientPersDocs.number | "12345" | WARNING NUMBER_SHAPE
            SNILS | patientPersDocs.number | "4,00E+05" | ERROR SPREADSHEET_VALUE
            SNILS | patientPersDocs.number | "400001.0" | ERROR SPREADSHEET_VALUE
            SNILS | patientPersDocs.number | "400001,00" | ERROR SPREADSHEET_VALUE
            SNILS | patientPersDocs.number | "######" | ERROR SPREADSHEET_VALUE
            SNILS | patientPersDocs.number | "#N/A" | ERROR SPREADSHEET_VALUE
            SNILS | patientPersDocs.series | "4.5E+03" | ERROR SPREADSHEET_VALUE
            SNILS | patientPersDocs.series | "#ССЫЛКА!" | ERROR SPREADSHEET_VALUE
            SNILS | patientPersDocs.issuer | "#Н/Д" | ERROR SPREADSHEET_VALUE
            SNILS | patient.familyName | "#ДЕЛ/0!" | ERROR SPREADSHEET_VALUE
            SNILS | patientPersDocs.number | "1E5" | WARNING NUMBER_SHAPE
            SNILS | patientPersDocs.number | "#400001" | WARNING NUMBER_SHAPE
            SNILS | patientPersDocs.issueDate | (absent) | ERROR REQUIRED
            SNILS | patientPersDocs.issueDate | "2026-11-22" | ERROR DATE_IN_FUTURE
            SNILS | patientPersDocs.issueDate | "1992-10-30" | ERROR ISSUED_BEFORE_BIRTH
            SNILS | patientPersDocs.issueDate | "2006-10-30" | WARNING DOCUMENT_AGE
            SNILS | patientPersDocs.issuer | (absent) | ERROR REQUIRED
            SNILS | patientPersDocs.issuer | "\\"\\"" | ERROR REQUIRED
            SNILS | patient.middleName | "Образцович" | ERROR UNKNOWN_FIELD
            SNILS | patient.familyname | "Тестов" | ERROR DUPLICATE_FIELD
            SNILS_VALIDATE | patient.snils | (absent) | ERROR REQUIRED
            SNILS_VALIDATE | patient.snils | "1122334459" | ERROR SNILS_FORMAT
            SNILS_VALIDATE | patient.snils | 11223344596 | ERROR SNILS_CHECK_DIGIT
            SNILS_VALIDATE | patient.snils | "000-000-000 00" | ERROR SNILS_ALL_ZEROS
            SNILS_VALIDATE | patient.snils | "000-006-015 55" | WARNING SNILS_UNVERIFIABLE
            SNILS_VALIDATE | patient.gender | (absent) | ERROR REQUIRED
            SNILS_VALIDATE | patientPersDocs.unheard | "1" | ERROR UNKNOWN_FIELD
            UNITED_POLICY_NUMBER | patient.birthDate | "2026-11-22" | ERROR DATE_IN_FUTURE
            UNITED_POLICY_NUMBER | patient.birthDate | (absent) | ERROR REQUIRED
            UNITED_POLICY_NUMBER | patientPersDocs.number | (absent) | ERROR REQUIRED
            """)
    void aBrokenRuleIsFoundAndNoOther(N3Operation operation, String path, String value, String expected) {
        // The age of a document is checked at its type.
        String where = expected.contains("DOCUMENT_AGE") ? "patientPersDocs.type" : path;
        Checked checked = check(operation, with(path, value));
        assertThat(words(checked))
                .contains(expected + " $." + where)
                .allMatch(word -> word.equals(expected + " $." + where) || follows(word));
        assertThat(checked.refused()).isEqualTo(expected.startsWith("ERROR"));
    }

    /** Findings that come along: an unreadable field is absent too, an odd date makes an odd age. */
    private static boolean follows(String word) {
        return word.contains("REQUIRED")
                || word.contains("DOCUMENT_AGE")
                || word.contains("_SHAPE")
                || word.contains("WARNING NAME_LETTERS");
    }

    @ParameterizedTest
    @CsvSource({
        "SNILS, patient.familyName, 100",
        "SNILS, patient.patronymic, 100",
        "SNILS_VALIDATE, patient.firstName, 100",
        "UNITED_POLICY_NUMBER, patient.familyName, 40",
        "UNITED_POLICY_NUMBER, patient.firstName, 40"
    })
    void aNameHasALongestLength(N3Operation operation, String path, int longest) {
        assertThat(words(check(operation, with(path, '"' + "Ж".repeat(longest) + '"'))))
                .isEmpty();
        assertThat(words(check(operation, with(path, '"' + "Ж".repeat(longest + 1) + '"'))))
                .containsExactly("ERROR TOO_LONG $." + path);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | 4890 | 627790 | 1992-10-31 |
            6 | IV-АБ | 627790 | 2015-03-07 |
            6 | IVXL-АБ | 627790 | 2015-03-07 | SERIES_SHAPE
            6 | IIII-АБ | 627790 | 2015-03-07 | SERIES_SHAPE
            6 | ІV-АБ | 627790 | 2015-03-07 | SERIES_SHAPE
            6 | IV-АБ | 627790 | 1992-10-31 | DOCUMENT_AGE
            7 | | 0627790 | 1992-10-31 |
            9 | АБ | 0627790 | 1992-10-31 |
            9 | 12 | 0627790 | 1992-10-31 | SERIES_SHAPE
            11 | XY77 | 5-5 | 1992-10-31 |
            20 | XII-ЖЖ | 627790 | 1950-01-01 |
            20 | XII-ЖЖ | 627790 | 1992-10-31 | DOCUMENT_AGE
            42 | 70 | 6277901 | 1992-10-31 |
            42 | 70 | 627790 | 1992-10-31 | NUMBER_SHAPE
            """)
    void anUnusualDocumentIsOnlyWarnedOf(String type, String series, String number, String birth, String expected) {
        ObjectNode payload = payload();
        payload.withObjectProperty("patient").put("birthDate", birth);
        payload.withObjectProperty("patientPersDocs")
                .put("type", type)
                .put("series", series)
                .put("number", number);
        Checked checked = check(N3Operation.UNITED_POLICY_NUMBER, payload);
        assertThat(checked.findings())
                .extracting(Finding::code)
                .isEqualTo(expected == null ? List.of() : List.of(expected));
        assertThat(checked.refused()).isFalse();
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        Checked checked = check(N3Operation.SNILS, json("{}"));
        assertThat(words(checked))
                .contains(
                        "ERROR REQUIRED $.patient.familyName",
                        "ERROR REQUIRED $.patient.birthDate",
                        "ERROR REQUIRED $.patientPersDocs.issuer")
                .hasSize(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"x\"", "7", "{\"patient\":[]}", "{\"patient\":{\"familyName\":{}}}"})
    void anOddPayloadIsRefusedNotThrown(String payload) {
        assertThat(check(N3Operation.SNILS, json(payload)).refused()).isTrue();
    }

    @Test
    void anUnknownTopLevelFieldIsRefused() {
        ObjectNode payload = payload().put("ward", "3");
        assertThat(words(check(N3Operation.SNILS, payload))).containsExactly("ERROR UNKNOWN_FIELD $.ward");
    }

    @Test
    void fieldsOfTheOtherOperationsAreLeftOut() {
        assertThat(check(N3Operation.UNITED_POLICY_NUMBER, payload()).payload())
                .hasToString("{\"patient\":{\"familyName\":\"Тестов\",\"firstName\":\"Пример\","
                        + "\"patronymic\":\"Образцович\",\"birthDate\":\"1992-10-31\"},"
                        + "\"patientPersDocs\":{\"type\":\"1\",\"series\":\"4890\",\"number\":\"627790\"}}");
    }

    @Test
    void theSampleOfTheSpecificationIsSentWithTheNamesOfItsTable() {
        JsonNode sample =
                json("{\"patient\":{\"familyname\":\" Тестов \",\"firstname\":\"Пример\",\"patronymic\":\"-\","
                        + "\"snils\":\"112-233-445 95\",\"birthDate\":\"1966-09-12\",\"gender\":1}}");
        assertThat(check(N3Operation.SNILS_VALIDATE, sample).payload())
                .hasToString("{\"patient\":{\"familyName\":\"Тестов\",\"firstName\":\"Пример\","
                        + "\"snils\":\"11223344595\",\"birthDate\":\"1966-09-12\",\"gender\":\"1\"}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            patient.familyName | "Тестов  -  Образцов" | /patient/familyName | Тестов - Образцов
            patient.gender | 2 | /patient/gender | 2
            patientPersDocs.type | 1 | /patientPersDocs/type | 1
            patientPersDocs.series | "48 90" | /patientPersDocs/series | 4890
            patientPersDocs.number | 627790 | /patientPersDocs/number | 627790
            patientPersDocs.issuer | "ОВД  \\"Северный\\" " | /patientPersDocs/issuer | ОВД Северный
            """)
    void typedTextsAreCleaned(String path, String value, String pointer, String cleaned) {
        assertThat(check(N3Operation.SNILS, with(path, value))
                        .payload()
                        .at(pointer)
                        .asText())
                .isEqualTo(cleaned);
    }

    @Test
    void theSameRequestIsRecognisedInAnySpelling() {
        Checked one = check(N3Operation.SNILS, with("patient.firstName", "\"Пётр\""));
        Checked other = check(N3Operation.SNILS, with("patient.firstName", "\"ПЕТР\""));
        assertThat(one.reuseKey()).isNotNull().isEqualTo(other.reuseKey());
    }

    @Test
    void aTestStandMayUseWrongCheckNumbers() {
        Checked checked = N3Fixture.service(N3Fixture.with("https://n3.example", "strict-snils", "false"))
                .operations()
                .get(1)
                .check()
                .check(with("patient.snils", "\"12312312312\""), Attachments.NONE);
        assertThat(words(checked)).containsExactly("WARNING SNILS_CHECK_DIGIT $.patient.snils");
    }

    @Test
    void todayIsTheDayInMoscow() {
        // 22:00 UTC on the 21st is the 22nd in Moscow.
        Operation operation = ServiceFixture.ofTheJar(
                        "n3",
                        N3Fixture.settings("https://n3.example"),
                        InstantSource.fixed(Instant.parse("2026-11-21T22:00:00Z")))
                .operations()
                .get(0);
        Checked checked =
                operation.check().check(with("patientPersDocs.issueDate", "\"2026-11-22\""), Attachments.NONE);
        assertThat(checked.refused()).isFalse();
    }

    private static void put(ObjectNode payload, String field, String value) {
        String[] parts = field.split("[.]");
        payload.withObjectProperty(parts[0]).put(parts[1], value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1899-02-31", "Секретов\u0001", "11223344596"})
    void noFindingRepeatsAValue(String value) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        operation(N3Operation.SNILS_VALIDATE).check().columns().known().forEach(field -> put(payload, field, value));
        for (N3Operation operation : N3Operation.values()) {
            assertThat(check(operation, payload).findings()).isNotEmpty().noneMatch(finding -> finding.message()
                    .contains(value));
        }
    }

    @Property(tries = 50)
    void noTextMakesTheCheckThrow(@ForAll String text, @ForAll N3Operation operation) {
        ObjectNode payload = payload();
        operation(operation).check().columns().known().forEach(field -> put(payload, field, text));
        payload.put(text, text);
        assertThat(check(operation, payload).findings()).isNotEmpty();
    }
}
