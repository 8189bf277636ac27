package org.hospitalhub.wiring.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Finding;
import org.springframework.core.env.CommandLinePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/** Finds secrets among the arguments of the process, which every user of the machine can list. */
final class CommandLineSecrets {

    static final String CODE = "SECRET_ON_COMMAND_LINE";

    private static final Pattern SECRET =
            Pattern.compile("(hub|spring|server|management)\\..*(password|secret|token|psk|apikey)|hub\\.ledger\\.key");

    private static final Set<String> SOURCES = Set.of(
            CommandLinePropertySource.COMMAND_LINE_PROPERTY_SOURCE_NAME,
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);

    private CommandLineSecrets() {}

    /**
     * Returns a warning for each secret.
     *
     * @param declared settings that a definition calls secret, as they are written in its file
     */
    static List<Finding> findings(ConfigurableEnvironment settings, Set<String> declared) {
        List<Finding> found = new ArrayList<>();
        settings.getPropertySources().stream()
                .filter(source -> SOURCES.contains(source.getName()))
                .filter(EnumerablePropertySource.class::isInstance)
                .map(EnumerablePropertySource.class::cast)
                .forEach(source -> {
                    for (String name : source.getPropertyNames()) {
                        boolean secret = SECRET.matcher(uniform(name)).matches()
                                || declared.stream().anyMatch(one -> uniform(one).equals(uniform(name)));
                        if (secret
                                && !String.valueOf(source.getProperty(name)).isBlank()) {
                            found.add(Finding.warning(
                                    CODE,
                                    name,
                                    "this secret is an argument of the process, which all users of the machine can list (ps):"
                                            + " move it to a file in config/, a key-file or pin-file, or the environment"));
                        }
                    }
                });
        return found;
    }

    private static String uniform(String name) {
        return name.replace("-", "").toLowerCase(Locale.ROOT);
    }
}
