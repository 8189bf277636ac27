package org.hospitalhub.wiring.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/**
 * The settings at a reload. A service that was added after the start finds its own in the configuration files as they are now; those
 * of all others are read at the start only.
 */
final class AddedSettings {

    private static final Logger log = LoggerFactory.getLogger(AddedSettings.class);
    private static final Pattern FILE = Pattern.compile("file \\[([^]]+[.]ya?ml)]");
    private static final String PROFILES = "spring.config.activate.on-profile";

    private final ConfigurableEnvironment settings;
    private final Set<String> known;
    private final List<PropertySource<?>> now = new ArrayList<>();

    /**
     * Reads the files of the configuration again.
     *
     * @param known names of the services of the start
     */
    AddedSettings(ConfigurableEnvironment settings, Set<String> known) {
        this.settings = settings;
        this.known = known;
        settings.getPropertySources().forEach(source -> {
            Matcher file = FILE.matcher(source.getName());
            if (file.find() && Files.isRegularFile(Path.of(file.group(1)))) {
                read(file.group(1));
            }
        });
    }

    private void read(String file) {
        try {
            new YamlPropertySourceLoader()
                    .load(file, new FileSystemResource(file)).stream()
                            .filter(source -> !source.containsProperty(PROFILES))
                            .forEach(now::add);
        } catch (IOException | RuntimeException unreadable) {
            log.warn("Could not read {} for the settings of added services ({})", file, unreadable.getClass());
        }
    }

    /** Returns the value of a setting; null when it is not set. */
    @Nullable
    String find(String name) {
        String text = ServicesConfiguration.text(settings, name);
        if (text != null || known.stream().anyMatch(service -> name.startsWith("hub." + service + "."))) {
            return text;
        }
        return now.stream()
                .filter(source -> source.containsProperty(name))
                .findFirst()
                .map(source -> settings.resolvePlaceholders(String.valueOf(source.getProperty(name))))
                .orElse(null);
    }
}
