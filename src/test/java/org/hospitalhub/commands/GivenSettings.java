package org.hospitalhub.commands;

import java.util.List;
import java.util.Map;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.rules.Finding;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A program that starts nothing and has these settings, and those of the command's line. */
public record GivenSettings(Map<String, Object> given) implements HubLauncher {

    @Override
    public void hub(List<String> arguments) {
        throw new AssertionError();
    }

    @Override
    public void sandbox(List<String> arguments) {
        throw new AssertionError();
    }

    @Override
    public Configured configured(List<String> arguments) {
        ConfigurableEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", given));
        environment
                .getPropertySources()
                .addFirst(new SimpleCommandLinePropertySource(arguments.toArray(String[]::new)));
        return new Read(environment);
    }

    private record Read(ConfigurableEnvironment settings) implements Configured {
        @Override
        public List<Finding> findings() {
            return List.of();
        }

        @Override
        public LedgerSettings ledger() {
            throw new AssertionError();
        }
    }
}
