package org.hospitalhub.service.payload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are computed or published as samples; none is a person's. */
class ChecksumTest {

    private static Checksum checksum(String word) {
        List<String> problems = new ArrayList<>();
        try {
            Checksum checksum =
                    Checksum.of(new ObjectMapper().readTree(word), problems).orElse(null);
            assertThat(problems).isEmpty();
            assertThat(checksum).isNotNull();
            return checksum;
        } catch (java.io.IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            luhn,     7749700818000016,        true
            luhn,     7853410894001233,        true
            luhn,     5096489742043218,        true
            luhn,     2667050875000775,        true
            luhn,     7749700818000017,        false
            luhn,     7853140894001233,        false
            luhn,     774970081800001x,        false
            luhn,     '',                      false
            mod97,    79444,                   true
            mod97,    79445,                   false
            iban,     GB82WEST12345698765432,  true
            iban,     DE89370400440532013000,  true
            iban,     DE88370400440532013000,  false
            mod11-10, 69435151530,             true
            mod11-10, 69435151531,             false
            mod11-2,  0000000218250097,        true
            mod11-2,  000000021825009X,        false
            mod11-2,  000000021694233X,        true
            verhoeff, 2363,                    true
            verhoeff, 2364,                    false
            damm,     5724,                    true
            damm,     5727,                    false
            egn,      7523169263,              true
            egn,      7523169264,              false
            lnch,     1000000011,              false
            eik,      831641791,               true
            eik,      831641792,               false
            snils,    11223344595,             true
            snils,    08765430300,             true
            snils,    00000601555,             true
            snils,    00100199964,             false
            snils,    00000000000,             false
            inn,      7707083893,              true
            inn,      7707083894,              false
            inn,      500100732259,            true
            inn,      500100732258,            false
            pesel,    44051401359,             true
            pesel,    44051401358,             false
            rnokpp,   1759013776,              true
            rnokpp,   1759013777,              false
            edrpou,   32855961,                true
            edrpou,   32855968,                false
            edrpou,   14360570,                true
            """)
    void aKnownKindKnowsRightNumbersFromWrongOnes(String kind, String number, boolean right) {
        assertThat(checksum('"' + kind + '"').fits(number)).isEqualTo(right);
    }

    @Property(tries = 300)
    void theLuhnDigitOfAPolicyNumberIsThatOfTheOfficialFourSteps(
            @ForAll @LongRange(max = 999_999_999_999_999L) long number, @ForAll @IntRange(max = 9) int digit) {
        String body = "%015d".formatted(number);
        assertThat(checksum("\"luhn\"").fits(body + digit)).isEqualTo(digit == officialSteps(body));
    }

    /** Order of ФОМС, annex Г.2, word by word: an own way to the same number. */
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"weights": [10,9,8,7,6,5,4,3,2,1], "modulus": 11, "equals": 0}              | 9876543210  | true
            {"weights": [10,9,8,7,6,5,4,3,2,1], "modulus": 11, "equals": 0}              | 9876543211  | false
            {"weights": [10,9,8,7,6,5,4,3,2,1], "modulus": 11, "equals": 0}              | 987654321   | false
            {"weights": [9,8,7,6,5,4,3,2,1], "modulus": 101, "then": 100, "check": "last-2"} | 11223344595 | true
            {"weights": [9,8,7,6,5,4,3,2,1], "modulus": 101, "then": 100, "check": "last-2"} | 11223344596 | false
            {"weights": [2,4,8,5,10,9,7,3,6], "modulus": 11, "then": {"10": 0}, "check": "last"} | 7523169263 | true
            {"weights": [1,3,7,9,1,3,7,9,1,3], "modulus": 10, "minus": true, "check": "last"} | 44051401359 | true
            {"weights": [1,3,7,9,1,3,7,9,1,3], "modulus": 10, "minus": true, "check": "last"} | 44051401358 | false
            """)
    void weightsWithAModulusAreEnoughForMostNumbers(String word, String number, boolean right) {
        assertThat(checksum(word).fits(number)).isEqualTo(right);
    }

    @Test
    void anUnknownKindNamesTheNearestOne() {
        List<String> problems = new ArrayList<>();
        Checksum.of(com.fasterxml.jackson.databind.node.TextNode.valueOf("verhoef"), problems);
        assertThat(problems).singleElement().asString().contains("did you mean verhoeff?");
    }
}
