package org.hospitalhub.service.check;

import java.util.Locale;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.service.expression.Patterns;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.hospitalhub.service.payload.SpellingHint;

/** Checks the settings that a definition declares. */
final class SettingRules {

    private final Scope scope;

    SettingRules(Scope scope) {
        this.scope = scope;
    }

    void check() {
        scope.definition().settings().values().forEach(this::check);
    }

    private void check(Setting setting) {
        if (!setting.name().matches("[a-z][a-z0-9-]{0,60}(\\.[a-z][a-z0-9-]{0,60})?")) {
            wrong(setting, "has a name with small letters, digits and hyphens only, as in hub.<service>.<name>.");
        }
        String value = setting.defaultValue();
        if (value != null && setting.type() == Setting.Type.SECRET && !value.isEmpty()) {
            wrong(setting, "is a secret and has no default: the hospital sets it.");
        }
        if (value != null && value.contains("{settings.")) {
            scope.settingsOnly(setting.place(), "default", value, false);
        } else if (value != null && !value.isEmpty()) {
            typed(setting, "default", value);
        }
        for (String limit : new String[] {setting.least(), setting.most()}) {
            if (limit != null) {
                typed(setting, "least and most", limit);
            }
        }
        if (setting.remarkBelow() != null) {
            typed(setting, "remark-below", setting.remarkBelow());
        }
        pattern(setting, setting.pattern());
        pattern(setting, "guid".equals(setting.remarkUnless()) ? null : setting.remarkUnless());
        operations(setting);
        if (setting.required() && setting.type() == Setting.Type.KEYS) {
            scope.wrong(
                    setting.place(),
                    "The setting " + setting.name() + " has keys below it and no value: leave out required.");
        }
        if (setting.required() && value != null && !value.isEmpty()) {
            scope.odd(
                    setting.place(),
                    "The setting " + setting.name() + " is required and has a default; one is enough.");
        }
    }

    /** Warns about settings that the definition does not use. */
    void unused() {
        if (scope.definition().operations().values().stream()
                .anyMatch(operation -> operation.values().bean() != null || operation.check() != null)) {
            // Beans may read any setting.
            return;
        }
        scope.definition().settings().values().stream()
                .filter(setting -> !scope.usedSettings().contains(setting.name()))
                .filter(setting -> setting.type() != Setting.Type.ZONE
                        && !setting.onOff()
                        && setting.onOffOperations().isEmpty())
                .forEach(setting -> scope.odd(
                        setting.place(), "Nothing uses the setting " + setting.name() + ": use it or remove it."));
    }

    private void wrong(Setting setting, String message) {
        scope.wrong(setting.place(), "The setting " + setting.name() + " " + message);
    }

    private void typed(Setting setting, String key, String text) {
        boolean reads =
                switch (setting.type()) {
                    case INTEGER -> text.matches("-?[0-9]{1,9}");
                    case NUMBER -> text.matches("-?[0-9]{1,12}(\\.[0-9]{1,6})?");
                    case BOOLEAN -> text.toLowerCase(Locale.ROOT).matches("true|false");
                    case DURATION -> ValueKind.DURATION.reads(text);
                    case ZONE -> ValueKind.ZONE.reads(text);
                    case URL -> ValueKind.URL.reads(text);
                    case CHOICE -> setting.choices().contains(text);
                    case SIZE -> ValueKind.SIZE.reads(text);
                    default -> true;
                };
        if (!reads) {
            String words =
                    switch (setting.type()) {
                        case DURATION -> ValueKind.DURATION.words();
                        case ZONE -> ValueKind.ZONE.words();
                        case URL -> ValueKind.URL.words();
                        case SIZE -> ValueKind.SIZE.words();
                        case BOOLEAN -> "true or false";
                        case CHOICE -> "one of " + String.join(", ", setting.choices()) + hint(setting, text);
                        default -> "a number";
                    };
            wrong(setting, "has as " + key + " " + Scope.shortened(text) + ", which is not " + words + ".");
        }
    }

    private static String hint(Setting setting, String text) {
        String near = SpellingHint.hint(text, setting.choices());
        return near.equals(".") ? "" : near.replace("?", "");
    }

    private void pattern(Setting setting, @org.jspecify.annotations.Nullable String regex) {
        try {
            if (regex != null) {
                Patterns.compile(regex);
            }
        } catch (WrongExpressionException wrong) {
            wrong(setting, "has a pattern that cannot be used. " + wrong.getMessage());
        }
    }

    private void operations(Setting setting) {
        for (String operation : setting.onOffOperations()) {
            if (!scope.definition().operations().containsKey(operation)) {
                wrong(
                        setting,
                        "turns the operation " + operation + " on and off, which is not there"
                                + SpellingHint.hint(
                                        operation,
                                        scope.definition().operations().keySet()));
            }
        }
    }
}
