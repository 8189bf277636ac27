package org.hospitalhub.sandbox.ehealth;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The eHealth stand-in as {@code hub.sandbox.ehealth.*} sets it. */
@Configuration(proxyBeanMethods = false)
@Profile({"demo", "sandbox"})
class EhealthSandboxConfiguration {

    @Bean
    EhealthSimulator ehealthSimulator(
            ObjectProvider<Clock> clock,
            @Value("${hub.data-dir:./data}") String dataDir,
            @Value("${hub.sandbox.ehealth.autopilot:0s}") Duration autopilot,
            @Value("${hub.sandbox.ehealth.state-file:}") String stateFile) {
        InstantSource time = clock.getIfUnique(Clock::systemUTC);
        return new EhealthSimulator(time, Path.of(dataDir), autopilot, stateFile.isEmpty() ? null : Path.of(stateFile));
    }
}
