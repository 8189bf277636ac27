package org.hospitalhub.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hospitalhub.commands.Launch;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.rules.Finding;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.SpringApplicationJsonEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Starts hub and sandbox by Spring Boot, and reads the hub's settings without starting it. */
final class SpringLaunch implements Launch {

    @Override
    public void hub(List<String> arguments) {
        VitalThreads.endOnErrors();
        new SpringApplication(HospitalHub.class).run(arguments.toArray(String[]::new));
    }

    /** The sandbox knows nothing of the hub and nothing of the hub knows it: it is found by its name. */
    @Override
    public void sandbox(List<String> arguments) {
        SpringApplication sandbox = new SpringApplication();
        sandbox.setSources(Set.of("org.hospitalhub.sandbox.SandboxAlone"));
        sandbox.setWebApplicationType(WebApplicationType.NONE);
        sandbox.setAdditionalProfiles("sandbox");
        sandbox.run(arguments.toArray(String[]::new));
    }

    /** As Spring Boot prepares them, but without a context and its logging: a command's output is its own. */
    @Override
    public Configured configured(List<String> arguments) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        new SpringApplicationJsonEnvironmentPostProcessor()
                .postProcessEnvironment(environment, new SpringApplication());
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        ConfigurationPropertySources.attach(environment);
        return new Read(environment);
    }

    private record Read(ConfigurableEnvironment settings) implements Configured {

        @Override
        public List<String> reasonsNotToStart() {
            return StartChecks.reasons(settings);
        }

        @Override
        public List<Finding> findings() {
            List<Finding> findings = new ArrayList<>();
            StartChecks.reasons(settings)
                    .forEach(reason -> findings.add(Finding.error("START_REFUSED", "settings", reason)));
            findings.addAll(SettingsCheck.check(settings));
            Path folder = Path.of(settings.getProperty("hub.routes-dir", "routes"));
            new RouteCheck(name -> HubEnvironment.value(settings, name))
                    .check(RouteFile.all(folder))
                    .forEach(wrong -> findings.add(Finding.error("ROUTE", wrong.file(), wrong.message())));
            return findings;
        }

        @Override
        public LedgerSettings ledger() {
            return LedgerWiring.settings(settings);
        }
    }
}
