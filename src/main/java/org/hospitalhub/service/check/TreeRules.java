package org.hospitalhub.service.check;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.YamlValue;

/** Checks trees that contain expressions: bodies, results. */
final class TreeRules {

    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_ ,:/-]*");

    private final Scope scope;

    TreeRules(Scope scope) {
        this.scope = scope;
    }

    /**
     * Checks a tree.
     *
     * @param key name of the tree in messages
     */
    void check(YamlValue value, String key, Collection<String> variables) {
        if (value instanceof YamlValue.Mapping mapping) {
            YamlValue text = mapping.fields().size() == 1 ? mapping.get("text") : null;
            if (text != null && text.text() != null) {
                constant(text, key);
            } else {
                mapping.fields().values().forEach(inner -> check(inner, key, variables));
            }
        } else if (value instanceof YamlValue.Sequence sequence) {
            sequence.items().forEach(inner -> check(inner, key, variables));
        } else if (value instanceof YamlValue.Scalar scalar && scalar.value().isTextual()) {
            scalar(scalar, key, variables);
        }
    }

    private void scalar(YamlValue.Scalar scalar, String key, Collection<String> variables) {
        String text = scalar.text();
        if (scalar.plain() && WORDS.matcher(text).matches()) {
            return;
        }
        if (!scalar.plain()
                && WORDS.matcher(text).matches()
                && !text.toLowerCase(Locale.ROOT).matches("true|false|null|[0-9]+")) {
            scope.remarks()
                    .wrong(
                            scalar.place(),
                            key + ": in quotes an expression is expected; write the constant as {text: \"" + text
                                    + "\"}.");
            return;
        }
        scope.expression(scalar.place(), key, text, variables);
    }

    private void constant(YamlValue text, String key) {
        scope.settingsIn(text.place(), key, String.valueOf(text.text()));
        BodyRules.constant(scope, text, key);
    }
}
