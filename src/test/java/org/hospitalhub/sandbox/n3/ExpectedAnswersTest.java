package org.hospitalhub.sandbox.n3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.time.api.Dates;
import org.junit.jupiter.api.Test;

/** The numbers the stand-in invents would pass the registers' own checks, recomputed here another way. */
class ExpectedAnswersTest {

    @Property(tries = 300)
    void everySnilsIsAboveTheThresholdAndChecks(@ForAll("people") Person person) {
        String snils = ExpectedAnswers.snils(person);

        assertThat(snils).matches("[0-9]{11}");
        long account = Long.parseLong(snils.substring(0, 9));
        assertThat(account).isGreaterThan(1_001_998);
        long sum = 0;
        for (int weight = 1; weight <= 9; weight++, account /= 10) {
            sum += weight * (account % 10);
        }
        long check = sum % 101;
        assertThat(Long.parseLong(snils.substring(9))).isEqualTo(check == 100 ? 0 : check);
    }

    @Property(tries = 300)
    void everyPolicyNumberChecksByTheStepsOfTheOrder(@ForAll("people") Person person) {
        String number = ExpectedAnswers.policy(person).number();

        assertThat(number).matches("[0-9]{16}");
        StringBuilder odd = new StringBuilder();
        StringBuilder even = new StringBuilder();
        String reversed = new StringBuilder(number.substring(0, 15)).reverse().toString();
        for (int i = 0; i < reversed.length(); i++) {
            (i % 2 == 0 ? odd : even).append(reversed.charAt(i));
        }
        String joined = even + String.valueOf(Long.parseLong(odd.toString()) * 2);
        int sum = joined.chars().map(digit -> digit - '0').sum();
        int nextTen = (sum + 9) / 10 * 10;
        assertThat(number.charAt(15) - '0').isEqualTo(nextTen - sum);
    }

    @Property(tries = 300)
    void everyPolicyNumberContainsTheBirthDate(@ForAll("people") Person person) {
        String number = ExpectedAnswers.policy(person).number();
        StringBuilder plain = new StringBuilder();
        number.substring(2, 10).chars().forEach(digit -> plain.append(9 - (digit - '0')));

        int month = Integer.parseInt(plain.substring(0, 2)) % 20;
        int year = Integer.parseInt(
                new StringBuilder(plain.substring(2, 6)).reverse().toString());
        int day = Integer.parseInt(plain.substring(6, 8)) % 50;

        assertThat(LocalDate.of(year, month, day)).isEqualTo(person.birthDate());
    }

    @Property(tries = 100)
    void aPolicyDoesNotBeginBeforeBirth(@ForAll("people") Person person) {
        assertThat(ExpectedAnswers.policy(person).startDate()).isAfterOrEqualTo(person.birthDate());
    }

    @Test
    void spellingDoesNotMakeAnotherPerson() {
        Person one = new Person("Алёнов", "Пётр", "", LocalDate.of(1980, 1, 2), "1");
        Person same = new Person(" АЛЕНОВ", "петр ", "", LocalDate.of(1980, 1, 2), "1");

        assertThat(ExpectedAnswers.snils(one)).isEqualTo(ExpectedAnswers.snils(same));
    }

    @Test
    void theFunctionsNeverChangeBecauseOthersWroteThemDown() {
        Person person = new Person("Иванов", "Иван", "Иванович", LocalDate.of(1992, 10, 31), "1");

        assertThat(ExpectedAnswers.snils(person)).isEqualTo("13418347751");
        assertThat(ExpectedAnswers.policy(person).number()).isEqualTo("5449700818058730");
    }

    @Provide
    Arbitrary<Person> people() {
        Arbitrary<String> name =
                Arbitraries.strings().withCharRange('А', 'я').ofMinLength(1).ofMaxLength(20);
        return Combinators.combine(
                        name,
                        name,
                        name,
                        Dates.dates().between(LocalDate.of(1901, 1, 1), LocalDate.of(2025, 12, 31)),
                        Arbitraries.of("1", "2"))
                .as(Person::new);
    }
}
