package org.hospitalhub.service.check;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.hospitalhub.service.payload.Nearest;

/** One definition while it is checked: its settings, what was used of it, and what was found. */
final class Scope {

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_.-]*)}");
    private static final Pattern SETTING = Pattern.compile("\\$settings\\.(?:\"([^\"]+)\"|([\\p{L}_][\\p{L}0-9_-]*))");
    private static final Pattern MEMORY = Pattern.compile("\\$memory\\.(?:\"([^\"]+)\"|([\\p{L}_][\\p{L}0-9_-]*))");

    private final ServiceDefinition definition;
    private final Remarks remarks;
    private final Set<String> used = new TreeSet<>();

    private final KeyPlaces keys;

    Scope(ServiceDefinition definition, Remarks remarks) {
        this.definition = definition;
        this.remarks = remarks;
        this.keys = KeyPlaces.of(definition.source());
    }

    /** Returns where a key of the mapping at a place stands: {@code retry-for}, {@code time-out.total}. */
    Place at(Place place, String key) {
        return keys.at(place, key);
    }

    ServiceDefinition definition() {
        return definition;
    }

    Remarks remarks() {
        return remarks;
    }

    Set<String> usedSettings() {
        return used;
    }

    /** Returns where the value of a key begins; the place itself when there is none. */
    Place inner(Place place, String key) {
        return Objects.requireNonNullElse(keys.inner(place, key), place);
    }

    /** Finds the places {@code {…}} of a text. */
    static Set<String> places(String text) {
        Set<String> places = new LinkedHashSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group(1));
        }
        return places;
    }

    /**
     * Checks a text that settings may stand in.
     *
     * @param secrets whether secrets may, too
     */
    void settingsOnly(Place place, String key, String text, boolean secrets) {
        for (String name : places(text)) {
            if (name.startsWith("values.")) {
                value(place, key, name);
            } else if (name.startsWith("settings.")) {
                setting(place, key, name.substring("settings.".length()), secrets);
            } else {
                remarks.wrong(at(place, key), key + " can hold settings only ({settings.<name>}), not {" + name + "}.");
            }
        }
    }

    /** Checks that an operation makes a value; those of beans are not known here. */
    private void value(Place place, String key, String name) {
        boolean made = definition.operations().values().stream()
                .map(OperationDefinition::values)
                .anyMatch(values ->
                        values.bean() != null || values.expressions().containsKey(name.substring("values.".length())));
        if (!made) {
            remarks.wrong(at(place, key), key + " holds {" + name + "}, which no operation makes under values.");
        }
    }

    /** Whether a constant text reads like an expression, which would be sent as it stands. */
    static boolean isLikeExpression(String text) {
        return text.matches("(?s)\\s*(\\.[\\p{L}_\"]|\\$[a-z]+).*");
    }

    /** Says that a text, in which values stand in braces, is sent as it stands. */
    void noExpression(Place place, String key, String text) {
        if (isLikeExpression(text)) {
            String value = text.strip().replaceFirst("^(\\.|\\$(payload\\.)?)", "");
            remarks.odd(
                    at(place, key),
                    key + " sends " + shortened(text) + " as it stands; a value is written in braces: \"{"
                            + shortened(value) + "}\".");
        }
    }

    /** Checks the settings of a text in which other places may stand, too. */
    void settingsIn(Place place, String key, String text) {
        places(text).stream()
                .filter(name -> name.startsWith("settings."))
                .forEach(name -> setting(place, key, name.substring("settings.".length()), false));
    }

    /** Checks that a setting exists and, where it is a secret, may stand here. */
    void setting(Place place, String key, String name, boolean secrets) {
        used.add(name);
        Setting setting = definition.settings().get(name);
        if (setting == null) {
            remarks.wrong(
                    at(place, key),
                    key + " names the setting " + name + ", which is not among the settings"
                            + Nearest.hint(name, definition.settings().keySet()));
        } else if (setting.type() == Setting.Type.SECRET && !secrets) {
            remarks.wrong(
                    at(place, key),
                    key + " would send or store the secret " + name
                            + ": secrets stand only in auth and headers of a door.");
        }
    }

    /** Checks that a text, its settings put in, reads as something; a text with settings is checked by their types. */
    void typed(Place place, String key, String text, Kind kind) {
        settingsOnly(place, key, text, false);
        if (text.isBlank()) {
            return;
        }
        Set<String> names = places(text);
        if (names.isEmpty()) {
            if (!kind.reads(text)) {
                remarks.wrong(at(place, key), key + " is " + kind.words() + ", not " + shortened(text) + ".");
            }
            return;
        }
        for (String name : names) {
            Setting setting = definition.settings().get(name.replaceFirst("^settings\\.", ""));
            if (setting != null && names.size() == 1 && text.strip().equals("{" + name + "}") && !kind.fits(setting)) {
                remarks.wrong(
                        at(place, key),
                        key + " is " + kind.words() + ", but the setting " + setting.name() + " is of the type "
                                + setting.type().name().toLowerCase(java.util.Locale.ROOT) + ".");
            }
        }
    }

    static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    /**
     * Checks an expression: it compiles, and every variable is known here.
     *
     * @param variables names without {@code $}
     */
    void expression(Place place, String key, String text, Collection<String> variables) {
        try {
            for (String name : new TreeSet<>(Expression.compile(text).variables())) {
                if (!variables.contains(name)) {
                    remarks.wrong(
                            at(place, key), key + " knows no variable $" + name + " here" + hint(name, variables));
                }
            }
        } catch (WrongExpressionException wrong) {
            remarks.wrong(at(place, key), key + ": " + wrong.getMessage() + at(text, wrong));
        }
        Matcher settings = SETTING.matcher(text);
        while (settings.find()) {
            setting(place, key, settings.group(1) == null ? settings.group(2) : settings.group(1), false);
        }
    }

    private static String hint(String name, Collection<String> variables) {
        String near = Nearest.hint(name, variables);
        return near.equals(".")
                ? "; there are " + String.join(", ", dollars(variables)) + "."
                : near.replace("mean ", "mean $");
    }

    private static List<String> dollars(Collection<String> variables) {
        return variables.stream().sorted().map(name -> "$" + name).toList();
    }

    private static String at(String text, WrongExpressionException wrong) {
        boolean placed = wrong.line() > 1 || wrong.column() > 1;
        return placed && text.indexOf('\n') < 0 ? " (Character " + wrong.column() + " of " + shortened(text) + ")" : "";
    }

    /** Finds the names that an expression reads of the memory. */
    static Set<String> memory(String expression) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = MEMORY.matcher(expression);
        while (matcher.find()) {
            names.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return names;
    }
}
