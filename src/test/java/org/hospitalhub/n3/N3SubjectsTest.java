package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import org.hospitalhub.ledger.Subject;
import org.junit.jupiter.api.Test;

/** By what people find an order for N3 again. */
class N3SubjectsTest {

    @Test
    void aPatientIsFoundByNameSnilsAndDocument() {
        assertThat(N3Fixture.operation("n3.snils").subjects().of(N3Fixture.payload()))
                .containsExactlyInAnyOrder(
                        Subject.person("тестов", "1992-10-31").orElseThrow(),
                        Subject.number("112-233-445 95").orElseThrow(),
                        Subject.number("4890 627790").orElseThrow());
    }

    @Test
    void aPayloadInAnyShapeIsAboutNobody() {
        assertThat(N3Fixture.operation("n3.snils").subjects().of(N3Fixture.json("[{\"patient\":[1,2]}]")))
                .isEmpty();
    }
}
