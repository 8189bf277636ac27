package org.hospitalhub.service.check;

import java.util.Set;
import org.hospitalhub.service.definition.YamlValue;
import org.jspecify.annotations.Nullable;

/** Checks the bodies of requests, which are made from the payload, and results, which are made from an answer. */
final class BodyRules extends TreeRules {

    private final OperationScope own;
    private final Set<String> variables;
    private final @Nullable Set<String> captures;

    /**
     * Creates the check.
     *
     * @param captures names of the values that an answer's rule captures; null for a request
     */
    BodyRules(OperationScope own, @Nullable Set<String> captures) {
        this(own, Variables.REQUEST, captures);
    }

    /** Creates the check of a request's body with other variables than usual. */
    BodyRules(OperationScope own, Set<String> variables, @Nullable Set<String> captures) {
        super(own.scope(), variables);
        this.own = own;
        this.variables = variables;
        this.captures = captures;
    }

    @Override
    void places(YamlValue text, String key, String constant) {
        own.places(text.place(), key, Scope.places(constant), false);
    }

    @Override
    void expression(YamlValue.Scalar scalar, String key) {
        if (captures != null) {
            own.ofAnswer(scalar.place(), key, scalar.text());
        } else {
            own.ofPayload(scalar.place(), key, scalar.text(), variables);
        }
    }

    /** Warns when the constant is also the name of a value. */
    @Override
    void word(YamlValue.Scalar scalar, String key) {
        String word = scalar.text();
        boolean captured = captures != null && captures.contains(word);
        boolean field = captures == null
                && own.schema() != null
                && own.schema().fields().contains(word);
        if (captured || field || key.endsWith("." + word)) {
            own.wrong(
                    scalar.place(),
                    key + " is the constant " + word + "; the value is written " + (captured ? "$captures." : ".")
                            + word + ", the constant {text: " + word + "}.");
        }
    }
}
