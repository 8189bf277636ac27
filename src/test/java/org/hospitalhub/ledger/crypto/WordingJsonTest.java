package org.hospitalhub.ledger.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.junit.jupiter.api.Test;

/** Sentences as the ledger keeps them. */
class WordingJsonTest {

    @Test
    void aFindingComesBackWithKeyArgumentsAndTexts() {
        Finding nested =
                Finding.error("NOT_JSON", "$", Wording.of("PLACE.column", 1, 2, Wording.of("NOT_JSON.breaks")));
        Finding own = Finding.warning("X", "$.a", Wording.byLanguage(Map.of("en", "Begin.", "de", "Beginne.")));
        Finding foreign = Finding.error("REFUSED", "$", "Пациент не найден");
        for (Finding finding : new Finding[] {nested, own, foreign}) {
            assertThat(WordingJson.finding(WordingJson.of(finding))).isEqualTo(finding);
        }
    }

    @Test
    void aFindingOfAnEarlierVersionKeepsItsText() {
        Finding old = WordingJson.finding(JsonNodeFactory.instance
                .objectNode()
                .put("code", "REQUIRED")
                .put("path", "$.a")
                .put("message", "This field is required: fill it in.")
                .put("severity", "WARNING"));
        assertThat(old.refuses()).isFalse();
        assertThat(old.message(Languages.of("uk"))).isEqualTo("This field is required: fill it in.");
    }
}
