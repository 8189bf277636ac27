package org.hospitalhub.service.check;

import java.util.Set;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.YamlValue;

/** Checks the bodies of requests, which are made from the payload. */
final class BodyRules {

    /** Texts that are read as constants and not as expressions. */
    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_ ,:/-]*");

    private final OperationScope own;

    BodyRules(OperationScope own) {
        this.own = own;
    }

    void check(YamlValue value, String key) {
        tree(value, key, false, Set.of());
    }

    /**
     * Checks a result, which is made from an answer.
     *
     * @param captures names of the values that the rule captures
     */
    void ofAnswer(YamlValue value, String key, Set<String> captures) {
        tree(value, key, true, captures);
    }

    /** Warns about a constant text that looks like an expression. */
    static void constant(Scope scope, YamlValue text, String key) {
        String constant = String.valueOf(text.text());
        if (Scope.isLikeExpression(constant)) {
            String shown = Scope.shortened(constant);
            scope.remarks()
                    .wrong(
                            text.place(),
                            key + ": {text: " + shown + "} is the constant " + shown + ". A value is written "
                                    + shown
                                    + " alone; an object whose only field is text is the expression '{\"text\": "
                                    + shown + "}'.");
        }
    }

    private void tree(YamlValue value, String key, boolean answer, Set<String> captures) {
        if (value instanceof YamlValue.Mapping mapping) {
            YamlValue text = mapping.fields().size() == 1 ? mapping.get("text") : null;
            if (text != null && text.text() != null) {
                own.places(text.place(), key, Scope.places(String.valueOf(text.text())), false);
                constant(own.scope(), text, key);
            } else {
                mapping.fields().forEach((name, inner) -> tree(inner, key + "." + name, answer, captures));
            }
        } else if (value instanceof YamlValue.Sequence sequence) {
            sequence.items().forEach(inner -> tree(inner, key, answer, captures));
        } else if (value instanceof YamlValue.Scalar scalar && scalar.value().isTextual()) {
            scalar(scalar, key, answer, captures);
        }
    }

    private void scalar(YamlValue.Scalar scalar, String key, boolean answer, Set<String> captures) {
        String text = scalar.text();
        boolean words = WORDS.matcher(text).matches();
        if (words && scalar.plain()) {
            plain(scalar, key, answer, captures);
            return;
        }
        if (words && !text.matches("(true|false|null|[0-9]+)")) {
            own.wrong(
                    scalar.place(),
                    key + ": in quotes an expression is expected; write the constant as {text: \""
                            + Scope.shortened(text) + "\"}.");
        } else if (answer) {
            own.ofAnswer(scalar.place(), key, text);
        } else {
            own.ofPayload(scalar.place(), key, text, Variables.REQUEST);
        }
    }

    /** Warns about a word without quotes, which is a constant, when it is also the name of a value. */
    private void plain(YamlValue.Scalar scalar, String key, boolean answer, Set<String> captures) {
        String word = scalar.text();
        String meant = captures.contains(word) ? "$captures." + word : "." + word;
        boolean field = !answer && own.schema() != null && own.schema().fields().contains(word);
        if (captures.contains(word) || field || key.endsWith("." + word)) {
            own.wrong(
                    scalar.place(),
                    key + " is the constant " + word + "; the value is written " + meant + ", the constant {text: "
                            + word + "}.");
        }
    }
}
