package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pauses that services ask for, in headers and in values of their answers. */
class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-06-15T10:00:00Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    3                             | PT3S
                    1.5                           | PT1.5S
                    0.0001                        | PT0.001S
                    -2                            | PT0S
                    1781517607                    | PT7S
                    1781517607250                 | PT7.25S
                    1781517000                    | PT0S
                    2026-06-15T10:00:09Z          | PT9S
                    2026-06-15T12:00:09+02:00     | PT9S
                    Mon, 15 Jun 2026 10:00:09 GMT | PT9S
                    """)
    void aValueIsSecondsOrAMoment(String value, Duration pause) {
        assertThat(RetryAfter.of(value, NOW)).isEqualTo(pause);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "1e9", "3 s", "2026-06-15"})
    void anyOtherValueIsNone(String value) {
        assertThat(RetryAfter.of(value, NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Mon, 15 Jun 2026 09:00:00 GMT | Mon, 15 Jun 2026 09:00:20 GMT | PT20S
                    Mon, 15 Jun 2026 11:00:00 GMT | Mon, 15 Jun 2026 11:00:20 GMT | PT20S
                    Mon, 15 Jun 2026 10:00:00 GMT | Mon, 15 Jun 2026 10:00:20 GMT | PT20S
                    Mon, 15 Jun 2020 10:00:00 GMT | Mon, 15 Jun 2026 10:00:20 GMT | PT20S
                    never                         | Mon, 15 Jun 2026 10:00:20 GMT | PT20S
                    Mon, 15 Jun 2026 09:00:00 GMT | 20                            | PT20S
                    """)
    void aPauseDoesNotDependOnTheServicesClock(String date, String retryAfter, Duration pause) {
        Answer answer =
                new Answer(429, Map.of("Date", List.of(date), "Retry-After", List.of(retryAfter)), new byte[0], false);
        assertThat(answer.retryAfter(NOW)).isEqualTo(pause);
    }
}
