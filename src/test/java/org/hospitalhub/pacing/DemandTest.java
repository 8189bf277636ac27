package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemandTest {

    @Test
    void whileOrdersWaitTheirNumberAloneSaysWhatAQuestionInVainMayCost() {
        assertThat(new Demand(400, 100, 100, 0, false).extraQuestions(false))
                .isEqualTo(new Demand(400, 100, 5_000, 90, false).extraQuestions(false))
                .isLessThan(new Demand(300, 100, 100, 0, false).extraQuestions(false));
    }

    @Test
    void whenAllAreSubmittedThoseInFlightShareWhatTheOrdersAtTheServiceLeftOver() {
        Demand thrifty = new Demand(0, 50, 300, 10, false);
        assertThat(thrifty.extraQuestions(false))
                .isGreaterThan(new Demand(0, 50, 300, 30, false).extraQuestions(false));
        assertThat(thrifty.extraQuestions(false)).isLessThan(new Demand(0, 20, 300, 10, false).extraQuestions(false));
    }

    @Test
    void whatIsNotKnownIsWorthAskingFor() {
        Demand demand = new Demand(300, 100, 100, 0, false);
        assertThat(demand.extraQuestions(true)).isGreaterThan(demand.extraQuestions(false));
    }

    @Test
    void anOrderOfASmallBatchMayCostMorePolls() {
        Demand small = new Demand(50, 25, 50, 0, false);
        assertThat(small.extraQuestions(true)).isGreaterThan(new Demand(200, 25, 100, 0, false).extraQuestions(true));
    }
}
