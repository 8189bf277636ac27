package org.hospitalhub.service.check;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.Authentication;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.hospitalhub.service.payload.SpellingHint;
import org.jspecify.annotations.Nullable;

/** The definition that is checked, with its settings, the settings that it uses, and the findings so far. */
final class Scope {

    private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z][A-Za-z0-9_.-]*)}");
    private static final Pattern SETTING = Pattern.compile("\\$settings\\.(?:\"([^\"]+)\"|([\\p{L}_][\\p{L}0-9_-]*))");
    private static final Pattern BEGINNING = Pattern.compile("\\$order\\.id\\s*\\[\\s*0?\\s*:");
    private static final Pattern MEMORY = Pattern.compile("\\$memory\\.(?:\"([^\"]+)\"|([\\p{L}_][\\p{L}0-9_-]*))");

    private final ServiceDefinition definition;
    private final CheckFindings remarks;
    private final Set<String> used = new TreeSet<>();

    private final KeyPlaces keys;
    private boolean accounts;

    Scope(ServiceDefinition definition, CheckFindings remarks) {
        this.definition = definition;
        this.remarks = remarks;
        this.keys = KeyPlaces.of(definition.source());
    }

    /** Returns the position of a key in the mapping at a position: {@code retry-for}, {@code time-out.total}. */
    Place at(Place place, String key) {
        return keys.at(place, key);
    }

    ServiceDefinition definition() {
        return definition;
    }

    void wrong(Place place, String message) {
        remarks.wrong(place, message);
    }

    /** Adds an error at a key of the mapping at a position. */
    void wrong(Place place, String key, String message) {
        wrong(at(place, key), message);
    }

    /** Adds a warning about something that works but is hardly intended. */
    void odd(Place place, String message) {
        remarks.odd(place, message);
    }

    void odd(Place place, String key, String message) {
        odd(at(place, key), message);
    }

    Set<String> usedSettings() {
        return used;
    }

    /** Returns the position of a key's value, or the given position when there is none. */
    Place inner(Place place, String key) {
        return Objects.requireNonNullElse(keys.inner(place, key), place);
    }

    /** Returns the names in braces {@code {…}} in a text. */
    static Set<String> places(String text) {
        Set<String> places = new LinkedHashSet<>();
        Matcher matcher = PLACE.matcher(text);
        while (matcher.find()) {
            places.add(matcher.group(1));
        }
        return places;
    }

    /**
     * Checks a text that may contain settings.
     *
     * @param secrets whether it may contain secrets, too
     */
    void settingsOnly(Place place, String key, String text, boolean secrets) {
        for (String name : places(text)) {
            if (name.startsWith("values.")) {
                value(place, key, name);
            } else if (name.startsWith("settings.")) {
                setting(place, key, name.substring("settings.".length()), secrets);
            } else if (!isOfAccount(name)) {
                wrong(place, key, key + " can hold settings only ({settings.<name>}), not {" + name + "}.");
            }
        }
    }

    /** Checks texts in which the settings of one of several accounts, secrets too, are as good as the service's. */
    void inAccount(Authentication.@Nullable Account account, Runnable check) {
        accounts = account != null;
        check.run();
        accounts = false;
    }

    boolean isOfAccount(String name) {
        return accounts && name.startsWith("account.");
    }

    /** Checks that an operation has a value; the values of beans are not known here. */
    private void value(Place place, String key, String name) {
        boolean made = definition.operations().values().stream()
                .map(OperationDefinition::values)
                .anyMatch(values ->
                        values.bean() != null || values.expressions().containsKey(name.substring("values.".length())));
        if (!made) {
            wrong(place, key, key + " holds {" + name + "}, which no operation makes under values.");
        }
    }

    /** Returns whether a constant text looks like an expression, although it would be sent unchanged. */
    static boolean isLikeExpression(String text) {
        return text.matches(
                "(?s)\\s*(\\.[\\p{L}_\"]|\\$[a-z]+|let\\s+[\\p{L}_][\\p{L}\\p{N}_-]*\\s*=|if \\(|\\[\\s*for\\s*\\().*");
    }

    /** Warns about a text that looks like an expression but is sent unchanged, apart from values in braces. */
    void noExpression(Place place, String key, String text) {
        if (isLikeExpression(text)) {
            String value = text.strip().replaceFirst("^(\\.|\\$(payload\\.)?)", "");
            odd(
                    place,
                    key,
                    key + " sends " + shortened(text) + " as it stands; a value is written in braces: \"{"
                            + shortened(value) + "}\".");
        }
    }

    /** Checks the settings of a text that may contain other names in braces, too. */
    void settingsIn(Place place, String key, String text) {
        places(text).stream()
                .filter(name -> name.startsWith("settings."))
                .forEach(name -> setting(place, key, name.substring("settings.".length()), false));
    }

    /** Checks that a setting exists and, if it is a secret, is allowed here. */
    void setting(Place place, String key, String name, boolean secrets) {
        used.add(name);
        Setting setting = definition.settings().get(name);
        if (setting == null) {
            wrong(
                    place,
                    key,
                    key + " names the setting " + name + ", which is not among the settings"
                            + SpellingHint.hint(name, definition.settings().keySet()));
        } else if (setting.type() == Setting.Type.SECRET && !secrets) {
            wrong(
                    place,
                    key,
                    key + " would send or store the secret " + name
                            + ": secrets stand only in auth and headers of a door"
                            + (key.equals("request")
                                    ? "; a key in the query is auth: {kind: query, parameters: {api_key: \"{settings."
                                            + name + "}\"}}."
                                    : "."));
        }
    }

    /** Checks that a text is a value of a kind; a text with settings is checked by the types of the settings. */
    void typed(Place place, String key, String text, ValueKind kind) {
        settingsOnly(place, key, text, false);
        if (text.isBlank()) {
            return;
        }
        Set<String> names = places(text);
        if (names.isEmpty()) {
            if (!kind.reads(text)) {
                wrong(place, key, key + " is " + kind.words() + ", not " + shortened(text) + ".");
            }
            return;
        }
        for (String name : names) {
            Setting setting = definition.settings().get(name.replaceFirst("^settings\\.", ""));
            if (setting != null && names.size() == 1 && text.strip().equals("{" + name + "}") && !kind.fits(setting)) {
                wrong(
                        place,
                        key,
                        key + " is " + kind.words() + ", but the setting " + setting.name() + " is of the type "
                                + setting.type().name().toLowerCase(java.util.Locale.ROOT) + ".");
            }
        }
    }

    static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    /**
     * Checks that an expression compiles and that every variable is known here.
     *
     * @param variables names without {@code $}
     */
    void expression(Place place, String key, String text, Collection<String> variables) {
        try {
            for (String name : new TreeSet<>(Expression.compile(text).variables())) {
                if (!variables.contains(name)) {
                    wrong(place, key, key + " knows no variable $" + name + " here" + hint(name, variables));
                }
            }
        } catch (WrongExpressionException wrong) {
            wrong(place, key, key + ": " + wrong.getMessage() + at(text, wrong));
        }
        if (BEGINNING.matcher(text).find()) {
            odd(
                    place,
                    key,
                    key + " cuts $order.id, which begins with its time: orders of one moment have the same beginning."
                            + " Cut $order.\"message-id\", or use the whole id.");
        }
        Matcher settings = SETTING.matcher(text);
        while (settings.find()) {
            setting(place, key, settings.group(1) == null ? settings.group(2) : settings.group(1), false);
        }
    }

    private static String hint(String name, Collection<String> variables) {
        String near = SpellingHint.hint(name, variables);
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

    /** Returns the names that an expression reads from the memory. */
    static Set<String> memory(String expression) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = MEMORY.matcher(expression);
        while (matcher.find()) {
            names.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return names;
    }
}
