package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnilsTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            11223344595, VALID
            08765430300, VALID
            12345678964, VALID
            09001206299, VALID
            43020047200, VALID
            22101852400, VALID
            32569550700, VALID
            36663409000, VALID
            00100199965, VALID
            11223344596, WRONG_CHECK_NUMBER
            12312312312, WRONG_CHECK_NUMBER
            00100199964, WRONG_CHECK_NUMBER
            00100199900, WRONG_CHECK_NUMBER
            15287361414, WRONG_CHECK_NUMBER
            00000601555, UNVERIFIABLE
            00100199800, UNVERIFIABLE
            00100199855, UNVERIFIABLE
            00000000000, ALL_ZEROS
            1122334459,  NOT_ELEVEN_DIGITS
            112233445955, NOT_ELEVEN_DIGITS
            1122334459a, NOT_ELEVEN_DIGITS
            ١١٢٢٣٣٤٤٥٩٥, NOT_ELEVEN_DIGITS
            """)
    void aNumberIsJudgedByTheOfficialRule(String snils, Snils.Verdict verdict) {
        assertThat(Snils.judge(snils)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            112-233-445 95, 11223344595
            112-233-445-95, 11223344595
            112 233 445 95, 11223344595
            11223344595,    11223344595
            112--233-44595, 112--233-44595
            1-12233445 95,  1-12233445 95
            """)
    void onlyThePrintedFormIsTurnedIntoDigits(String given, String plain) {
        assertThat(Snils.plain(given)).isEqualTo(plain);
    }

    @Property(tries = 300)
    void anyOtherCheckNumberIsWrong(
            @ForAll @IntRange(min = 1_001_999, max = 999_999_999) int number, @ForAll @IntRange(max = 99) int check) {
        String digits = "%09d".formatted(number);
        boolean right = Snils.judge(digits + "%02d".formatted(check)) == Snils.Verdict.VALID;
        assertThat(right).isEqualTo(check == Snils.checkNumber(digits));
    }

    @Property(tries = 300)
    void aMistypedDigitIsFound(
            @ForAll @IntRange(min = 2_000_000, max = 999_999_999) int number,
            @ForAll @IntRange(min = 2, max = 8) int position,
            @ForAll @IntRange(min = 1, max = 9) int by) {
        String digits = "%09d".formatted(number);
        char other = (char) ('0' + (digits.charAt(position) - '0' + by) % 10);
        String mistyped = digits.substring(0, position) + other + digits.substring(position + 1);
        // Remainders 0 and 100 share the check number 00; the weights keep all other single errors apart.
        org.assertj.core.api.Assumptions.assumeThat(Snils.checkNumber(digits)).isNotZero();
        assertThat(Snils.checkNumber(mistyped)).isNotEqualTo(Snils.checkNumber(digits));
    }
}
