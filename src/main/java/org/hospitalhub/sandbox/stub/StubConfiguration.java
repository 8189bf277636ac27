package org.hospitalhub.sandbox.stub;

import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/** Creates the stubs of all definitions in the jar and in {@code hub.services-dir}. */
@Configuration(proxyBeanMethods = false)
@Profile({"demo", "sandbox"})
class StubConfiguration {

    @Bean
    StubSimulator stubSimulator(
            ObjectProvider<Clock> clock,
            Environment environment,
            @Value("${hub.services-dir:./services}") Path folder) {
        return new StubSimulator(clock.getIfUnique(Clock::systemUTC), folder, environment::getProperty);
    }
}
