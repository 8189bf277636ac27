package org.hospitalhub.sandbox.n3;

import java.time.Clock;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Creates the N3 simulator with the settings {@code hub.sandbox.n3.*}. */
@Configuration(proxyBeanMethods = false)
@Profile({"demo", "sandbox"})
@EnableConfigurationProperties(N3SandboxSettings.class)
class N3SandboxConfiguration {

    @Bean
    N3Simulator n3Simulator(
            ObjectProvider<Clock> clock, N3SandboxSettings settings, @Value("${hub.sandbox.n3.token:}") String token) {
        InstantSource time = clock.getIfUnique(Clock::systemUTC);
        return new N3Simulator(time, settings, token);
    }
}
