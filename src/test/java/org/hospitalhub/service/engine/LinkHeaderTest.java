package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link header of any length ends neither the stack nor the time of a step. */
@Timeout(60)
class LinkHeaderTest {

    private static final int MANY = 1_000_000;

    @Test
    void aLongTitleDoesNotHideTheNextPage() {
        String title = "a".repeat(50_000);
        assertThat(LinkHeader.next(List.of("</2>; title=\"" + title + "\"; rel=\"next\"")))
                .contains("/2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<", "<x>", ";a=b", "\"", "\\", " ", "=", "<x>;a=\"\\\""})
    void aRepeatedPieceIsNoLink(String piece) {
        assertThat(LinkHeader.next(List.of("<x>;a=\"" + piece.repeat(MANY / piece.length()))))
                .isEmpty();
        assertThat(LinkHeader.next(List.of(piece.repeat(MANY / piece.length()))))
                .isEmpty();
    }
}
