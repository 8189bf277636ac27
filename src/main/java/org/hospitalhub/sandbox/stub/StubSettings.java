package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The values that the stub uses for a service's settings: the posted value, else {@code hub.<service>.<name>} of the
 * configuration, else the definition's default, else {@code stub-<name>} for texts and secrets.
 */
final class StubSettings {

    private static final Pattern SETTING = Pattern.compile("\\{settings\\.([^}]+)}");

    private final String service;
    private final Map<String, JsonNode> declared;
    private final Function<String, @Nullable String> configuration;
    private final Map<String, String> posted = new ConcurrentHashMap<>();

    StubSettings(String service, Map<String, JsonNode> declared, Function<String, @Nullable String> configuration) {
        this.service = service;
        this.declared = declared;
        this.configuration = configuration;
    }

    Set<String> names() {
        return declared.keySet();
    }

    /** Returns whether the value may be offered to a hub: it is required or stands in a door, and its pattern allows it. */
    boolean isNeeded(String name, String value, String doors) {
        JsonNode setting = declared.getOrDefault(name, com.fasterxml.jackson.databind.node.MissingNode.getInstance());
        boolean used = setting.path("required").asBoolean(false) || doors.contains("{settings." + name + "}");
        return used
                && (!setting.has("pattern")
                        || value.matches(setting.path("pattern").asText()));
    }

    String type(String name) {
        JsonNode type = declared.getOrDefault(name, com.fasterxml.jackson.databind.node.MissingNode.getInstance())
                .path("type");
        return type.isTextual() ? type.textValue() : "choice";
    }

    void post(String name, String value) {
        posted.put(name, value);
    }

    @Nullable
    String value(String name) {
        String given = posted.getOrDefault(name, configuration.apply("hub." + service + "." + name));
        if (given != null && !given.isEmpty()) {
            return given;
        }
        JsonNode usual = declared.containsKey(name) ? declared.get(name).path("default") : null;
        if (usual != null && usual.isValueNode() && !usual.isNull()) {
            return usual.asText();
        }
        return Set.of("text", "secret").contains(type(name)) ? "stub-" + name : null;
    }

    /** Returns a text with the values of settings; a setting without a value is empty. */
    String resolve(String text) {
        return SETTING.matcher(text).replaceAll(found -> {
            String value = value(found.group(1));
            return Matcher.quoteReplacement(value == null ? "" : value);
        });
    }

    Duration duration(JsonNode node, Duration otherwise) {
        String text = resolve(node.asText());
        try {
            return text.isBlank() ? otherwise : DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException e) {
            return otherwise;
        }
    }

    int number(JsonNode node, int otherwise) {
        String text = resolve(node.asText());
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : otherwise;
    }
}
