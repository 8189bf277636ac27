package org.hospitalhub.rules.bg;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BulgarianNumbersTest {

    @ParameterizedTest
    @ValueSource(strings = {"8001011004", "7505234553", "0552240875", "9007150020", "9923090017", "7501020018"})
    void anEgnWithRightDateAndCheckDigitIsValid(String egn) {
        assertThat(Egn.isValid(egn)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8001010101",
                "8001011007",
                "7505235453",
                "8013010100",
                "9902300017",
                "123456789",
                "",
                "800101100٤"
            })
    void anEgnThatIsWrongAnywhereIsNotValid(String egn) {
        assertThat(Egn.isValid(egn)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"8001011004, 1980-01-01", "0552240875, 2005-12-24", "9923090017, 1899-03-09"})
    void theCenturyOfAnEgnStandsInItsMonth(String egn, LocalDate birth) {
        assertThat(Egn.birthDate(egn)).contains(birth);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1604010886", "1604010000", "1604130000"})
    void theDaysThatTheCalendarSkippedIn1916AreNoBirthDates(String egn) {
        assertThat(Egn.birthDate(egn)).isEmpty();
        assertThat(Egn.isValid(egn)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1603310000, 1916-03-31", "1604140000, 1916-04-14", "1504010000, 1915-04-01"})
    void theDaysAroundThemAre(String egn, LocalDate birth) {
        assertThat(Egn.birthDate(egn)).contains(birth);
    }

    @Test
    void aMaskedEgnShowsItsLastTwoDigitsOnly() {
        assertThat(Egn.masked("8001011004")).isEqualTo("********04");
        assertThat(Egn.masked("12")).isEqualTo("**");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000012", "7001234568", "9900001236"})
    void aLnchWithARightCheckDigitIsValid(String lnch) {
        assertThat(Lnch.isValid(lnch)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000010", "7001234560", "99000012", "x000000012"})
    void aLnchThatIsWrongIsNotValid(String lnch) {
        assertThat(Lnch.isValid(lnch)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "831641791",
                "177098809",
                "121246419",
                "201230426",
                "123100153",
                "8316417910017",
                "8316417910124",
                "8316417911238"
            })
    void anEikWithRightCheckDigitsIsValid(String eik) {
        assertThat(Eik.isValid(eik)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"831641792", "177098890", "8316417910010", "12345678", "8316417920017", "83164179a"})
    void anEikThatIsWrongIsNotValid(String eik) {
        assertThat(Eik.isValid(eik)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0100000001, true",
        "2800000001, true",
        "010000001, true",
        "2900000001, false",
        "0000000001, false",
        "01, false"
    })
    void aUinBeginsWithItsRegion(String uin, boolean valid) {
        assertThat(Uin.isValid(uin)).isEqualTo(valid);
    }

    @ParameterizedTest
    @CsvSource({
        "0100000001, true",
        "2800000001, true",
        "3100000001, true",
        "5800000001, true",
        "2900000001, false",
        "3000000001, false",
        "5900000001, false",
        "010000001, false"
    })
    void aRczBeginsWithItsRegion(String rcz, boolean valid) {
        assertThat(Rcz.isValid(rcz)).isEqualTo(valid);
    }

    @Property
    void exactlyOneLastDigitMakesNineDigitsALnch(@ForAll @NumericChars @StringLength(9) String digits) {
        assertThat(rightLastDigits(digits, Lnch::isValid)).isEqualTo(1);
    }

    @Property
    void exactlyOneLastDigitMakesEightDigitsAnEik(@ForAll @NumericChars @StringLength(8) String digits) {
        assertThat(rightLastDigits(digits, Eik::isValid)).isEqualTo(1);
    }

    @Property
    void oneWrongDigitOfALnchNeverPasses(
            @ForAll @NumericChars @StringLength(9) String digits,
            @ForAll @IntRange(max = 8) int place,
            @ForAll @IntRange(min = 1, max = 9) int by) {
        String right = digits + lastDigit(digits);
        char changed = (char) ('0' + (right.charAt(place) - '0' + by) % 10);
        assertThat(Lnch.isValid(right.substring(0, place) + changed + right.substring(place + 1)))
                .isFalse();
    }

    @Property
    void anyTextIsAnsweredWithoutAnException(@ForAll String text) {
        assertThat(Egn.isValid(text) || Lnch.isValid(text) || Eik.isValid(text) || Uin.isValid(text))
                .isIn(true, false);
    }

    private static long rightLastDigits(String digits, java.util.function.Predicate<String> rule) {
        return java.util.stream.IntStream.rangeClosed(0, 9)
                .filter(d -> rule.test(digits + d))
                .count();
    }

    private static int lastDigit(String digits) {
        return java.util.stream.IntStream.rangeClosed(0, 9)
                .filter(d -> Lnch.isValid(digits + d))
                .findFirst()
                .orElseThrow();
    }
}
