package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnpTest {

    @ParameterizedTest
    @ValueSource(strings = {"7749700818000016", "7853410894001233", "5096489742043218", "2667050875000775"})
    void aRightNumberIsValid(String enp) {
        assertThat(Enp.valid(enp)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7749700818000017",
                "7853140894001233",
                "5096489742143218",
                "1234567891234567",
                "509648974204321",
                "77497008180000160",
                "774970081800001x",
                ""
            })
    void aWrongNumberIsNotValid(String enp) {
        assertThat(Enp.valid(enp)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            7749700818000016, 1992-10-31, true
            7853410894001233, 1985-06-05, false
            5096489742043218, 2015-03-07, true
            2667050875000775, 1949-12-24, false
            """)
    void birthDateAndSexAreDecoded(String enp, LocalDate birthDate, boolean male) {
        assertThat(Enp.decode(enp)).contains(new Enp.Decoded(birthDate, male));
    }

    @Test
    void anotherLayoutDecodesToNothing() {
        assertThat(Enp.decode("1234567891234563")).isEmpty();
    }

    @Property(tries = 300)
    void theOfficialFourStepsGiveTheSameDigit(@ForAll @LongRange(max = 999_999_999_999_999L) long number) {
        String body = "%015d".formatted(number);
        assertThat(Enp.checkDigit(body)).isEqualTo(officialSteps(body));
    }

    /** Annex Г.2 word by word: an own way to the same number. */
    private static int officialSteps(String body) {
        StringBuilder odd = new StringBuilder();
        StringBuilder even = new StringBuilder();
        for (int fromRight = 1; fromRight <= body.length(); fromRight++) {
            (fromRight % 2 == 1 ? odd : even).append(body.charAt(body.length() - fromRight));
        }
        String joined = even.toString() + Long.parseLong(odd.toString()) * 2;
        int sum = joined.chars().map(digit -> digit - '0').sum();
        return (sum + 9) / 10 * 10 - sum;
    }
}
