package org.hospitalhub.service.check;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.YamlValue;

/** Checks trees that contain expressions. */
class TreeRules {

    /** Texts that are read as constants and not as expressions. */
    private static final Pattern DOTTED = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*(?:[.][\\p{L}\\p{N}_-]+)+");

    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_ ,:/-]*");

    private final Scope scope;
    private final Collection<String> variables;

    /** Creates the check of a log-in's trees, which belong to no order. */
    TreeRules(Scope scope, Collection<String> variables) {
        this.scope = scope;
        this.variables = variables;
    }

    /**
     * Checks a tree.
     *
     * @param key name of the tree in messages
     */
    final void check(YamlValue value, String key) {
        if (value instanceof YamlValue.Mapping mapping) {
            YamlValue text = mapping.fields().size() == 1 ? mapping.get("text") : null;
            if (text != null && text.text() != null) {
                constant(text, key);
            } else {
                mapping.fields().forEach((name, inner) -> check(inner, key + "." + name));
            }
        } else if (value instanceof YamlValue.Sequence sequence) {
            sequence.items().forEach(inner -> check(inner, key));
        } else if (value instanceof YamlValue.Scalar scalar && scalar.value().isTextual()) {
            scalar(scalar, key);
        }
    }

    private void scalar(YamlValue.Scalar scalar, String key) {
        String text = scalar.text();
        boolean words = WORDS.matcher(text).matches();
        if (words && scalar.plain()) {
            word(scalar, key);
        } else if (words && !text.toLowerCase(Locale.ROOT).matches("true|false|null|[0-9]+")) {
            scope.wrong(
                    scalar.place(),
                    key + ": in quotes an expression is expected; write the constant as {text: \""
                            + Scope.shortened(text) + "\"}.");
        } else if (DOTTED.matcher(text).matches()) {
            scope.wrong(
                    scalar.place(), key + ": write {text: " + text + "} for a constant, ." + text + " for a field.");
        } else {
            expression(scalar, key);
        }
    }

    private void constant(YamlValue text, String key) {
        String constant = String.valueOf(text.text());
        places(text, key, constant);
        if (Scope.isLikeExpression(constant)) {
            String shown = Scope.shortened(constant);
            scope.wrong(
                    text.place(),
                    key + ": {text: " + shown + "} is the constant " + shown + ". A value is written " + shown
                            + " alone; an object whose only field is text is the expression '{\"text\": " + shown
                            + "}'.");
        }
    }

    /** Checks the values in braces in a constant. */
    void places(YamlValue text, String key, String constant) {
        scope.settingsIn(text.place(), key, constant);
    }

    /** Checks a word without quotes, which is a constant. */
    void word(YamlValue.Scalar scalar, String key) {}

    void expression(YamlValue.Scalar scalar, String key) {
        scope.expression(scalar.place(), key, scalar.text(), variables);
    }
}
