package org.hospitalhub.wiring.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.FileSystemResource;

/** Finds the hub's settings whose values in the configuration files are not those of the start any more: they wait for a restart. */
final class WaitingSettings {

    private static final Logger log = LoggerFactory.getLogger(WaitingSettings.class);
    private static final Pattern FILE = Pattern.compile("file \\[([^]]+[.]ya?ml)]");
    private static final String PROFILES = "spring.config.activate.on-profile";

    private WaitingSettings() {}

    /** Returns their names, without values. */
    static Set<String> names(ConfigurableEnvironment settings) {
        Map<String, Map<String, Object>> start = new TreeMap<>();
        for (PropertySource<?> source : settings.getPropertySources()) {
            Matcher file = FILE.matcher(source.getName());
            if (file.find() && source instanceof EnumerablePropertySource<?> values) {
                put(values, start.computeIfAbsent(file.group(1), none -> new TreeMap<>()));
            }
        }
        Set<String> waiting = new TreeSet<>();
        start.forEach((file, before) -> waiting.addAll(differing(file, before)));
        return waiting;
    }

    private static void put(EnumerablePropertySource<?> values, Map<String, Object> into) {
        for (String name : values.getPropertyNames()) {
            if (name.startsWith("hub.")) {
                into.putIfAbsent(name, String.valueOf(values.getProperty(name)));
            }
        }
    }

    private static Set<String> differing(String file, Map<String, Object> before) {
        if (!Files.isRegularFile(Path.of(file))) {
            return Set.of();
        }
        try {
            Map<String, Object> now = new TreeMap<>();
            Map<String, Object> ofProfiles = new TreeMap<>();
            for (PropertySource<?> source : new YamlPropertySourceLoader().load(file, new FileSystemResource(file))) {
                if (source instanceof EnumerablePropertySource<?> values) {
                    put(values, values.containsProperty(PROFILES) ? ofProfiles : now);
                }
            }
            Set<String> names = new HashSet<>(before.keySet());
            names.addAll(now.keySet());
            // Whether a profile's part of the file counts was decided at the start.
            names.removeAll(ofProfiles.keySet());
            names.removeIf(name -> Objects.equals(before.get(name), now.get(name)));
            return names;
        } catch (IOException | RuntimeException unreadable) {
            log.warn("Could not compare {} with the settings of the start ({})", file, unreadable.getClass());
            return Set.of();
        }
    }
}
