package org.hospitalhub.wiring;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.wiring.settings.StartChecks;
import org.hospitalhub.wiring.startup.ExitAfterFailedStart;
import org.hospitalhub.wiring.startup.ExitOnThreadDeath;
import org.hospitalhub.wiring.startup.NodeName;
import org.hospitalhub.wiring.storage.LedgerConfiguration;
import org.springframework.boot.ApplicationContextFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.support.SpringApplicationJsonEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Starts hub and sandbox with Spring Boot, and reads the hub's settings without starting it. */
final class SpringHubLauncher implements HubLauncher {

    @Override
    public void hub(List<String> arguments) {
        ExitOnThreadDeath.endOnErrors();
        ExitAfterFailedStart failed = new ExitAfterFailedStart();
        SpringApplication hub = new SpringApplication(HospitalHub.class);
        hub.setApplicationContextFactory(ApplicationContextFactory.of(() -> new HubContext(failed)));
        hub.addListeners(failed, new ExitOnThreadDeath());
        try {
            hub.run(arguments.toArray(String[]::new));
        } catch (RuntimeException | Error thrown) {
            failed.reported();
            failed.endSoon(thrown);
            throw thrown;
        }
    }

    /** Starts the sandbox, whose class is found by its name because hub and sandbox do not depend on each other. */
    @Override
    public void sandbox(List<String> arguments) {
        SpringApplication sandbox = new SpringApplication();
        sandbox.setSources(Set.of("org.hospitalhub.sandbox.StandaloneSandbox"));
        sandbox.setWebApplicationType(WebApplicationType.NONE);
        sandbox.setAdditionalProfiles("sandbox");
        sandbox.run(arguments.toArray(String[]::new));
    }

    /**
     * Returns the settings as Spring Boot prepares them, without a context and its logging, so that a command prints only its own
     * output.
     */
    @Override
    public Configured configured(List<String> arguments) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        new SpringApplicationJsonEnvironmentPostProcessor()
                .postProcessEnvironment(environment, new SpringApplication());
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        String data = environment.getProperty("hub.data-dir", "data");
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "hub-node", Map.of("hub.node", NodeName.knownOfThisMachine(Path.of(data)))));
        ConfigurationPropertySources.attach(environment);
        return new Read(environment);
    }

    private record Read(ConfigurableEnvironment settings) implements Configured {

        @Override
        public List<Finding> findings() {
            return StartChecks.all(settings);
        }

        @Override
        public LedgerSettings ledger() {
            return LedgerConfiguration.settings(settings);
        }
    }
}
