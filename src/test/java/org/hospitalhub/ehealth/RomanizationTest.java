package org.hospitalhub.ehealth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The service's spelling, by its published table; not look-alikes. */
class RomanizationTest {

    @ParameterizedTest
    @CsvSource({
        "АВ123456, AV123456",
        "СН123456, SN123456",
        "ав123456, AV123456",
        "AB123456, AB123456",
        "ЄЇ123456, YEYI123456",
        "єї123456, IEI123456",
        "ЮЯ123456, YUYA123456",
        "ЗГ123456, ZGH123456",
        "згода, ZGHODA",
        "узгодь, UZHOD",
        "ЩЬ123456, SHCH123456",
        "ХЖ123456, KHZH123456",
        "1111111111, 1111111111"
    })
    void numbersOfPassportsAreSpeltInLatin(String cyrillic, String latin) {
        assertThat(Romanization.of(cyrillic)).isEqualTo(latin);
    }
}
