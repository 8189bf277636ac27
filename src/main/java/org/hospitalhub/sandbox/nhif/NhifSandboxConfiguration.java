package org.hospitalhub.sandbox.nhif;

import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Creates the NHIF simulator with its certificates under the data directory. */
@Configuration(proxyBeanMethods = false)
@Profile({"demo", "sandbox"})
class NhifSandboxConfiguration {

    @Bean
    NhifSimulator nhifSimulator(ObjectProvider<Clock> clock, @Value("${hub.data-dir:./data}") Path dataDir) {
        InstantSource time = clock.getIfUnique(Clock::systemUTC);
        return new NhifSimulator(dataDir, time);
    }
}
