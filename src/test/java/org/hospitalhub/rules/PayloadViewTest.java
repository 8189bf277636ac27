package org.hospitalhub.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PayloadViewTest {

    private final Findings findings = new Findings();

    private PayloadView view(String json) {
        try {
            return PayloadView.of(new ObjectMapper().readTree(json), findings);
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }

    @Test
    void aFieldIsFoundInAnyCaseAndKeepsItsOwnName() {
        Field field =
                view("{\"patient\":{\"familyname\":\" a \"}}").object("patient").text("familyName");
        assertThat(field).isEqualTo(new Field("$.patient.familyname", "a"));
    }

    @Test
    void theExactSpellingComesFirst() {
        assertThat(view("{\"A\":\"1\",\"a\":\"2\"}").text("a").text()).isEqualTo("2");
    }

    @Test
    void anAbsentFieldHasTheNameItShouldHave() {
        Field field = view("{}").object("patient").text("birthDate");
        assertThat(field).isEqualTo(new Field("$.patient.birthDate", null));
        assertThat(findings.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ward":1} | $.ward
            {"my ward":1} | $['my ward']
            {"x'] [?('":1} | $['x?] [?(?']
            {"a.b":1} | $['a.b']
            """)
    void anUnknownFieldIsNamedByASafePath(String json, String path) {
        view(json).allowOnly(Set.of("patient"));
        assertThat(findings.all()).extracting(Finding::code).containsExactly("UNKNOWN_FIELD");
        assertThat(findings.all()).extracting(Finding::path).containsExactly(path);
    }

    @Test
    void veryManyUnknownFieldsAreNotAllReported() {
        String many = java.util.stream.IntStream.range(0, 1000)
                .mapToObj(number -> "\"f" + number + "\":1")
                .collect(java.util.stream.Collectors.joining(",", "{", "}"));
        view(many).allowOnly(Set.of("patient"));
        assertThat(findings.all()).hasSize(20);
    }

    @Test
    void twoSpellingsOfOneFieldAreOneTooMany() {
        view("{\"Patient\":1,\"patient\":2}").allowOnly(Set.of("patient"));
        assertThat(findings.all()).extracting(Finding::code).containsExactly("DUPLICATE_FIELD");
    }

    @Test
    void allRulesOfASetSpeakWhateverTheEarlierOnesFound() {
        RuleSet<Field> rules = new RuleSet<>(List.of(FieldRules.isoDate(), FieldRules.atMost(3)));
        assertThat(rules.check(new Field("$.x", "abcd")))
                .extracting(Finding::code)
                .containsExactly("DATE_FORMAT", "TOO_LONG");
    }

    @Test
    void lengthIsCountedInCharactersNotInUnits() {
        assertThat(new RuleSet<>(List.of(FieldRules.atMost(1))).check(new Field("$.x", "\uD835\uDD04")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-02-29, ''",
        "2023-02-29, DATE_NOT_EXISTING",
        "2023-2-9, DATE_FORMAT",
        "23-02-09, DATE_FORMAT",
        "0000-00-00, DATE_NOT_EXISTING",
        "+2023-02-09, DATE_FORMAT",
        "20230209, DATE_FORMAT"
    })
    void aDateIsWrittenRightAndExists(String text, String code) {
        assertThat(new RuleSet<>(List.of(FieldRules.isoDate())).check(new Field("$.x", text)))
                .extracting(Finding::code)
                .isEqualTo(code.isEmpty() ? List.of() : List.of(code));
    }

    @Test
    void aFieldDoesNotPrintItsValue() {
        assertThat(new Field("$.x", "secret").toString()).doesNotContain("secret");
    }
}
