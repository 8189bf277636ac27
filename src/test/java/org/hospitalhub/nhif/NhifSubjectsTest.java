package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;
import org.hospitalhub.ledger.Subject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By what people find an order for NHIF again. */
class NhifSubjectsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"parameters\":[\"2026-01-01\",\"8001010008\"]}|8001010008",
                "{\"parameters\":[],\"body\":{\"patient\":{\"egn\":\"80 01010008\"}}}|8001010008",
                "{\"body\":{\"items\":[{\"text\":\"<pid>8001010008</pid>\"}]}}|8001010008",
                "{\"body\":{\"patientId\":\"AB-123456\"}}|ab123456",
            })
    void aPersonIsFoundByItsNumber(String payload, String number) throws Exception {
        assertThat(new NhifSubjects().of(new ObjectMapper().readTree(payload)))
                .isEqualTo(Set.of(Subject.number(number).orElseThrow()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "{\"parameters\":[\"8001010009\"]}",
                "{\"body\":{\"base64\":\"ODAwMTAxMDAwOA==\",\"contentType\":\"a/b\"}}"
            })
    void aNumberThatIsNotAPersonsIsNoSubject(String payload) throws Exception {
        assertThat(new NhifSubjects().of(new ObjectMapper().readTree(payload))).isEmpty();
    }
}
