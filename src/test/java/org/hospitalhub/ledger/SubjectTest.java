package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same person or number is the same subject, however it was typed. */
class SubjectTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Тестов|ТЕСТОВ",
                "Тестов|\" тестов \"",
                "Семёнова|Семенова",
                "Петрова-Водкина|Петрова Водкина",
                "Мар'яненко|Мар’яненко"
            })
    void aNameIsTheSameInEverySpelling(String one, String other) {
        assertThat(Subject.person(one, "1992-10-31")).isPresent().isEqualTo(Subject.person(other, "1992-10-31"));
    }

    @ParameterizedTest
    @CsvSource({"112-233-445 95, 11223344595", "4890 627790, 4890627790", "ii-аг 123456, IIАГ123456"})
    void aNumberIsTheSameInEverySpelling(String one, String other) {
        assertThat(Subject.number(one)).isPresent().isEqualTo(Subject.number(other));
    }

    @ParameterizedTest
    @CsvSource({"Тестов, 1992-10-30", "Тестова, 1992-10-31"})
    void otherPeopleAreOtherSubjects(String name, String birthDate) {
        assertThat(Subject.person(name, birthDate)).isNotEqualTo(Subject.person("Тестов", "1992-10-31"));
    }

    @Test
    void aNameWithoutABirthDateIsNobody() {
        assertThat(Subject.person("Тестов", "")).isEmpty();
    }

    @Test
    void threeDigitsAreNoNumber() {
        assertThat(Subject.number("1-2 3")).isEmpty();
    }

    @Test
    void aSubjectDoesNotShowItself() {
        assertThat(Subject.number("11223344595").orElseThrow()).hasToString("Subject[…]");
    }
}
