package org.hospitalhub.ledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Wording;
import org.junit.jupiter.api.Test;

/** What stands beside the English columns of an order. */
class OrderWordingsTest {

    private static final Problem PROBLEM = Problem.of("STEP_GONE", "STEP_GONE", "poll");

    @Test
    void problemAndWaitComeBackWithTheirKeys() {
        Wording why = Wording.of("WHY.unsure");
        OrderWordings read = OrderWordings.read(OrderWordings.of(why, PROBLEM).column());
        assertThat(read.why(why.text())).isEqualTo(why);
        assertThat(read.problem("STEP_GONE", PROBLEM.title(), PROBLEM.detail())).isEqualTo(PROBLEM);
    }

    @Test
    void aRowThatAnEarlierVersionChangedKeepsItsEnglishText() {
        OrderWordings read = OrderWordings.read(OrderWordings.of(null, PROBLEM).column());
        Problem changed = Objects.requireNonNull(read.problem("OTHER", "Another title", "Another detail"));
        assertThat(changed.titleWording()).isEqualTo(Wording.verbatim("Another title"));
        assertThat(changed.detailWording()).isEqualTo(Wording.verbatim("Another detail"));
    }

    @Test
    void untranslatedTextsTakeNoRoom() {
        assertThat(OrderWordings.of(Wording.verbatim("why"), new Problem("X", "title", "detail"))
                        .column())
                .isNull();
        assertThat(OrderWordings.read(null).problem(null, "", "")).isNull();
    }
}
