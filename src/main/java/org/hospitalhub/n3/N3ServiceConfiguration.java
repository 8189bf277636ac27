package org.hospitalhub.n3;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Step;
import org.hospitalhub.pacing.PollPlan;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the beans of N3: its operations and the bean of its routes. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(N3Settings.class)
class N3ServiceConfiguration {

    private static final String SERVICE = "n3";

    @Bean
    Operation n3Snils(N3Settings settings, InstantSource clock) {
        return operation(N3Operation.SNILS, settings, clock);
    }

    @Bean
    Operation n3SnilsValidate(N3Settings settings, InstantSource clock) {
        return operation(N3Operation.SNILS_VALIDATE, settings, clock);
    }

    @Bean
    Operation n3UnitedPolicyNumber(N3Settings settings, InstantSource clock) {
        return operation(N3Operation.UNITED_POLICY_NUMBER, settings, clock);
    }

    @Bean
    N3Exchange n3Exchange(N3Settings settings, PollPlan plan, ObjectProvider<Claims> claims, InstantSource clock) {
        return new N3Exchange(settings, plan, work -> claims.getObject().leaves(work), clock);
    }

    static Operation operation(N3Operation operation, N3Settings settings, InstantSource clock) {
        // A second order only costs a request; a second question not even meaning.
        Step submit = new Step(
                "submit",
                SERVICE,
                1,
                false,
                Duration.ZERO,
                new Step.Unsure.RepeatOnce(settings.unsurePause()),
                settings.submitDeadline(),
                true);
        Step poll = new Step(
                "poll", SERVICE, true, settings.pollPause(), new Step.Unsure.Repeat(), settings.pollDeadline());
        return new Operation(
                operation.title(),
                SERVICE,
                List.of(submit, poll),
                new N3Check(operation, new N3Rules(settings.strictSnils()), clock, settings.timeZone()),
                operation.resultFields(),
                settings.reuseAnswers(),
                settings.off(),
                new N3Subjects());
    }
}
