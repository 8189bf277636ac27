package org.hospitalhub.sandbox;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/**
 * Opens the sandbox with all simulators of the context: inside the hub in the profile {@code demo}, alone in the profile
 * {@code sandbox}. Needs no auto-configuration, so that it also starts as
 * {@code new SpringApplication} with this package as its only source.
 */
@Configuration(proxyBeanMethods = false)
@Profile({"demo", "sandbox"})
@EnableConfigurationProperties(SandboxConfiguration.Ports.class)
public class SandboxConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxConfiguration.class);

    /**
     * The ports of the sandbox.
     *
     * @param port N3, eHealth and the control API
     * @param tlsPort NHIF
     */
    @ConfigurationProperties("hub.sandbox")
    record Ports(
            @DefaultValue("8090") int port,
            @DefaultValue("8093") int tlsPort,
            @DefaultValue("127.0.0.1") String address) {}

    @Bean(destroyMethod = "close")
    Sandbox sandbox(Ports ports, List<Simulator> simulators) {
        Sandbox sandbox = new Sandbox(simulators).start(ports.address, ports.port, ports.tlsPort);
        LOG.info("The sandbox is ready at {}; {}sandbox/ lists its control calls", sandbox.uri(), sandbox.uri());
        return sandbox;
    }
}
