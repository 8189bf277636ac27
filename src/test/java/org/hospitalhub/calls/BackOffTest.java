package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffTest {

    @ParameterizedTest
    @CsvSource({"0, PT1M", "1, PT1M", "2, PT2M", "3, PT4M", "6, PT32M", "7, PT1H", "1000000, PT1H"})
    void pausesDoubleUpToTheLongest(int failures, Duration pause) {
        assertThat(new BackOff(Duration.ofMinutes(1), Duration.ofHours(1)).after(failures))
                .isEqualTo(pause);
    }

    @Test
    void aFirstPauseOfNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BackOff(Duration.ZERO, Duration.ofHours(1)));
    }
}
