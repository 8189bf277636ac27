package org.hospitalhub.wiring.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Finds secrets among the arguments of the process, which every user of the machine can list. */
final class CommandLineSecrets {

    private static final Pattern SECRET =
            Pattern.compile("(hub|spring|server|management)\\..*(password|secret|token|psk|apikey)|hub\\.ledger\\.key");

    private static final Set<String> SOURCES = Set.of(
            CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

    private CommandLineSecrets() {}

    /**
     * Returns the names of settings, never their values.
     *
     * @param declared settings that a definition calls secret, as they are written in its file
     */
    static List<String> names(ConfigurableEnvironment settings, Set<String> declared) {
        List<String> found = new ArrayList<>();
        for (PropertySource<?> source : settings.getPropertySources()) {
            if (SOURCES.contains(source.getName()) && source instanceof EnumerablePropertySource<?> arguments) {
                for (String name : arguments.getPropertyNames()) {
                    boolean secret = SECRET.matcher(uniform(name)).matches()
                            || declared.stream().anyMatch(one -> uniform(one).equals(uniform(name)));
                    if (secret && !String.valueOf(arguments.getProperty(name)).isBlank()) {
                        found.add(name);
                    }
                }
            }
        }
        return found;
    }

    private static String uniform(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
