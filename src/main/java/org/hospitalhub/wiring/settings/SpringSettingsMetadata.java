package org.hospitalhub.wiring.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The known settings of Spring Boot, Camel, Hawtio and springdoc, from the metadata in their jars; read when first used, which is
 * rare.
 */
final class SpringSettingsMetadata {

    private static final Set<String> ROOTS =
            Set.of("server", "spring", "management", "logging", "camel", "hawtio", "springdoc");
    private static final String DESCRIPTIONS = "META-INF/spring-configuration-metadata.json";
    private static final int ALIKE = 3;

    /** Settings of which only the first part is described; any name may follow. */
    private final Set<String> maps = new TreeSet<>();

    private final Set<String> names = new TreeSet<>();

    /** Returns what is wrong with the name of a setting that is not the hub's own; empty when nothing is wrong or it cannot be checked. */
    Optional<String> flaw(String name) {
        String root = name.replaceAll("[.\\[].*$", "");
        if (!ROOTS.contains(root)) {
            return name.contains(".") ? mistypedRoot(root, name) : Optional.empty();
        }
        read();
        String uniform = uniform(name);
        boolean known = names.stream().map(SpringSettingsMetadata::uniform).anyMatch(uniform::equals)
                || maps.stream().anyMatch(map -> uniform.startsWith(uniform(map) + "."));
        return known ? Optional.empty() : Optional.of("there is no such setting" + nearest(name));
    }

    private static Optional<String> mistypedRoot(String root, String name) {
        return List.of("hub", "server", "spring", "management", "logging", "camel").stream()
                .filter(right -> distance(right, root.toLowerCase(Locale.ROOT)) <= (right.length() > 4 ? 2 : 1))
                .findFirst()
                .map(right -> "there is no such setting; did you mean " + right + name.substring(root.length()) + "?");
    }

    private String nearest(String name) {
        return names.stream()
                .min(Comparator.comparing(known -> distance(known, name)))
                .filter(known -> distance(known, name) <= ALIKE)
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    private static int distance(String one, String other) {
        return LevenshteinDistance.getDefaultInstance().apply(one, other);
    }

    private static String uniform(String name) {
        return name.replaceAll("\\[\\d+].*$", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    private void read() {
        if (!names.isEmpty()) {
            return;
        }
        try {
            ClassLoader jars = SpringSettingsMetadata.class.getClassLoader();
            for (URL description : Collections.list(jars.getResources(DESCRIPTIONS))) {
                try (InputStream json = description.openStream()) {
                    JsonMapper.builder()
                            .build()
                            .readTree(json)
                            .path("properties")
                            .forEach(this::keep);
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the descriptions of settings in the jar cannot be read", unreadable);
        }
    }

    private void keep(JsonNode property) {
        String name = property.path("name").asText();
        names.add(name);
        if (property.path("type").asText().startsWith("java.util.Map")) {
            maps.add(name);
        }
    }
}
