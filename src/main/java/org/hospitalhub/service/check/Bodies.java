package org.hospitalhub.service.check;

import java.util.regex.Pattern;
import org.hospitalhub.service.definition.YamlValue;

/** Checks what is made out of the payload: bodies of requests. */
final class Bodies {

    /** Plain words that are a constant. */
    private static final Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_ ,:/-]*");

    private final OperationScope own;

    Bodies(OperationScope own) {
        this.own = own;
    }

    void check(YamlValue value, String key) {
        tree(value, key, false);
    }

    /** Checks what is made out of an answer: results. */
    void ofAnswer(YamlValue value, String key) {
        tree(value, key, true);
    }

    private void tree(YamlValue value, String key, boolean answer) {
        if (value instanceof YamlValue.Mapping mapping) {
            YamlValue text = mapping.fields().size() == 1 ? mapping.get("text") : null;
            if (text != null && text.text() != null) {
                own.places(text.place(), key, Scope.places(String.valueOf(text.text())), false);
            } else {
                mapping.fields().forEach((name, inner) -> tree(inner, key + "." + name, answer));
            }
        } else if (value instanceof YamlValue.Sequence sequence) {
            sequence.items().forEach(inner -> tree(inner, key, answer));
        } else if (value instanceof YamlValue.Scalar scalar && scalar.value().isTextual()) {
            scalar(scalar, key, answer);
        }
    }

    private void scalar(YamlValue.Scalar scalar, String key, boolean answer) {
        String text = scalar.text();
        boolean words = WORDS.matcher(text).matches();
        if (words && scalar.plain()) {
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
}
