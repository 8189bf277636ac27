package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemandTest {

    @Test
    void whileOrdersWaitTheirNumberAloneSaysWhatAQuestionInVainMayCost() {
        assertThat(new Demand(400, 100, 100, 0, false).extraQuestions())
                .isEqualTo(new Demand(400, 100, 5_000, 90, false).extraQuestions())
                .isLessThan(new Demand(300, 100, 100, 0, false).extraQuestions());
    }

    @Test
    void whenAllAreSubmittedThoseInFlightShareWhatTheOrdersAtTheServiceLeftOver() {
        Demand thrifty = new Demand(0, 50, 300, 10, false);
        assertThat(thrifty.extraQuestions()).isGreaterThan(new Demand(0, 50, 300, 30, false).extraQuestions());
        assertThat(thrifty.extraQuestions()).isLessThan(new Demand(0, 20, 300, 10, false).extraQuestions());
    }
}
