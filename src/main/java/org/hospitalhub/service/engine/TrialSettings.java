package org.hospitalhub.service.engine;

import java.util.function.Function;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.Setting;
import org.jspecify.annotations.Nullable;

/** The settings of a service for a trial, with placeholders for settings without a value. */
public final class TrialSettings {

    /** Replacement of every secret. */
    public static final String MASK = "***";

    private TrialSettings() {}

    /**
     * Returns the settings of a trial by their full name.
     *
     * @param configured returns the hub's settings, null for one that is not set
     * @param masked whether every secret is {@link #MASK}, for showing requests
     */
    public static Function<String, @Nullable String> over(
            ServiceDefinition definition, Function<String, @Nullable String> configured, boolean masked) {
        return name -> {
            Setting setting = definition.settings().values().stream()
                    .filter(one -> one.key(definition.name()).equals(name))
                    .findFirst()
                    .orElse(null);
            if (setting == null) {
                return configured.apply(name);
            }
            if (masked && setting.type() == Setting.Type.SECRET) {
                return MASK;
            }
            String set = configured.apply(name);
            return set != null && !set.isBlank() ? set : placeholder(definition.name(), setting);
        };
    }

    private static @Nullable String placeholder(String service, Setting setting) {
        String standard = setting.defaultValue();
        if (standard != null && !standard.isEmpty()) {
            return null;
        }
        return switch (setting.type()) {
            case URL -> "https://" + setting.name() + "." + service + ".invalid";
            case INTEGER, NUMBER -> setting.least() == null ? "1" : setting.least();
            case BOOLEAN -> "false";
            case DURATION -> "1m";
            case ZONE -> "UTC";
            case CHOICE -> setting.choices().isEmpty() ? "" : setting.choices().get(0);
            case TEXT -> setting.name();
            case SECRET -> MASK;
            case SIZE -> "1MB";
            case FILE, IDENTITY, HOSTS, LIST, KEYS -> "";
        };
    }
}
