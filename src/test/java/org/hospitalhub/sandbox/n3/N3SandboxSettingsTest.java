package org.hospitalhub.sandbox.n3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Completion times, and settings at run time. */
class N3SandboxSettingsTest {

    private final N3SimulatorFixture fixture = N3SimulatorFixture.completingAfterSeconds(0);

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @CsvSource({
        "const 30s,30",
        "exponential 60s,41.6",
        "lognormal 90s 0.6,90",
        "uniform 10s 60s,35",
        "two-humped 15s 180s 0.3,16.9"
    })
    void aDistributionHasItsMedian(String words, double seconds) {
        AnswerDelay completion = AnswerDelay.parse(words);
        Random random = new Random(7);
        double[] drawn = new double[20_001];
        Arrays.setAll(drawn, i -> completion.draw(random).toMillis() / 1000.0);
        Arrays.sort(drawn);

        assertThat(drawn[10_000]).isCloseTo(seconds, within(seconds * 0.05));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "const", "const x", "lognormal 3s", "uniform -1s 2s"})
    void wordsThatAreNoDistributionAreRefused(String words) {
        assertThatThrownBy(() -> AnswerDelay.parse(words)).hasMessageContaining("completion is one of");
    }

    @Test
    void theSameSeedGivesTheSameTimes() {
        AnswerDelay completion = AnswerDelay.parse("lognormal 90s 0.6");

        assertThat(completion.draw(new Random(3))).isEqualTo(completion.draw(new Random(3)));
    }

    @Test
    void someOrdersAreNeverDone() throws Exception {
        fixture.post("/sandbox/n3/settings", "{\"neverPercent\":100}");
        String order = fixture.order("Иванов");
        fixture.pass(Duration.ofDays(1000));

        assertThat(fixture.get(order).body()).contains("В процессе");
    }

    @Test
    void settingsChangeOneByOne() throws Exception {
        fixture.post("/sandbox/n3/settings", "{\"completion\":\"uniform 1s 2s\",\"pause\":\"5s\"}");

        var settings = fixture.json("/sandbox/n3/settings");
        assertThat(settings.path("completion").asText()).isEqualTo("uniform 1s 2s");
        assertThat(settings.path("pause").asText()).isEqualTo("PT5S");
        assertThat(settings.path("limit").intValue()).isEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"completion\":\"soon\"}",
                "{\"limit\":0}",
                "{\"pause\":\"long\"}",
                "{\"colour\":\"red\"}",
                "{\"window\":\"0s\"}"
            })
    void settingsThatCannotBeAreRefused(String body) throws Exception {
        assertThat(fixture.post("/sandbox/n3/settings", body).statusCode()).isEqualTo(400);
    }

    @Test
    void theTruthCanBeAskedBeforehand() throws Exception {
        var truth = fixture.post("/sandbox/n3/truth/snils", N3SimulatorFixture.snils("Иванов", "Иван"));

        assertThat(N3SimulatorFixture.tree(truth).path("snils").asText()).isEqualTo("13418347751");
    }
}
