package org.hospitalhub.service.engine;

import java.util.Map;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.StepDefinition.Unsure;
import org.hospitalhub.service.expression.Expression;

/**
 * What a rule needs to know of its step when it is compiled.
 *
 * @param words the plain words of the operation
 */
record StepFrame(StepDefinition step, SettingValues settings, Map<String, String> words) {

    /** Whether the step may be repeated without harm, for this order. */
    boolean harmless(Scope scope) {
        return step.isSafe()
                || step.unsure() instanceof Unsure.Repeat
                || (step.unsure() instanceof Unsure.RepeatIf only
                        && Expression.isTrue(
                                scope.value(Expression.compile(only.condition()), scope.variable("payload"))));
    }

    /** Puts the operation's plain words and the settings into a text. */
    String words(String text) {
        String result = settings.resolve(text);
        for (Map.Entry<String, String> word : words.entrySet()) {
            result = result.replace("{operation." + word.getKey() + "}", word.getValue());
        }
        return result;
    }
}
