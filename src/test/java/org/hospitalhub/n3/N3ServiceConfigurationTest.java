package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Step;
import org.junit.jupiter.api.Test;

class N3ServiceConfigurationTest {

    @Test
    void theThreeOperationsAreDeclared() {
        assertThat(N3Fixture.service(N3Fixture.settings("https://n3.example/Proxy/"))
                        .operations())
                .extracting(Operation::name)
                .containsExactly("n3.snils", "n3.snils-validate", "n3.united-policy-number");
    }

    @Test
    void anOrderIsRepeatedOnceAndAPollFreely() {
        Operation operation = N3Fixture.operation("n3.snils");
        assertThat(operation.off()).isNull();
        assertThat(operation.steps())
                .containsExactly(
                        new Step(
                                "submit",
                                "n3",
                                1,
                                false,
                                Duration.ZERO,
                                new Step.Unsure.RepeatOnce(Duration.ofMinutes(1)),
                                Duration.ofHours(24),
                                true),
                        new Step(
                                "poll",
                                "n3",
                                true,
                                Duration.ofSeconds(10),
                                new Step.Unsure.Repeat(),
                                Duration.ofHours(48)));
    }

    @Test
    void withoutSettingsTheOperationsAreOff() {
        assertThat(N3Fixture.service(Map.of()).operations())
                .hasSize(3)
                .allSatisfy(operation -> assertThat(operation.off()).asString().startsWith("N3 is off: "));
    }
}
