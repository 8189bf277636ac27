package org.hospitalhub.n3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.pacing.PollPlan;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class N3ServiceConfigurationTest {

    private final ApplicationContextRunner spring = new ApplicationContextRunner()
            .withUserConfiguration(N3ServiceConfiguration.class)
            .withBean(Clock.class, Clock::systemUTC)
            .withBean(PollPlan.class, () -> N3Stage.PLAN)
            .withPropertyValues("hub.n3.base-url=https://n3.example/Proxy/", "hub.n3.token=" + N3Stage.TOKEN);

    @Test
    void theThreeOperationsAreDeclared() {
        spring.run(context -> assertThat(context.getBeansOfType(Operation.class).values())
                .extracting(Operation::name)
                .containsExactly("n3.snils", "n3.snils-validate", "n3.united-policy-number"));
    }

    @Test
    void theRoutesFindTheirBean() {
        spring.run(context -> assertThat(context.getBean("n3Exchange")).isInstanceOf(N3Exchange.class));
    }

    @Test
    void anOrderIsRepeatedOnceAndAQuestionFreely() {
        Operation operation = N3ServiceConfiguration.operation(
                N3Operation.SNILS, N3Stage.settings("https://x.example"), N3Stage.CLOCK);
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
        spring.withPropertyValues("hub.n3.base-url=").run(context -> assertThat(
                        context.getBeansOfType(Operation.class).values())
                .allSatisfy(operation -> assertThat(operation.off()).startsWith("N3 is off: ")));
    }

    @Test
    void theOptionsOfTheCallAreThoseOfTheComponent() {
        EndpointValidationResult result = new DefaultCamelCatalog()
                .validateEndpointProperties("https://n3.example/Proxy?bridgeEndpoint=true&copyHeaders=false"
                        + "&disableStreamCache=true&followRedirects=false&httpClient.contentCompressionEnabled=false"
                        + "&httpClientConfigurer=#hubHttp&throwExceptionOnFailure=false");
        assertThat(result.isSuccess()).as(result.summaryErrorMessage(false)).isTrue();
    }
}
