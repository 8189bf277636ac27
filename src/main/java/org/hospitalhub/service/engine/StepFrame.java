package org.hospitalhub.service.engine;

import java.util.Map;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.StepDefinition.Unsure;
import org.hospitalhub.service.expression.Expression;

/**
 * The step of a rule, with what compiling the rule needs.
 *
 * @param words constants of the operation ({@code words})
 */
record StepFrame(StepDefinition step, SettingValues settings, Map<String, String> words) {

    /** Returns whether the step may be repeated without harm, for this order. */
    boolean harmless(Scope scope) {
        return step.isSafe()
                || step.unsure() instanceof Unsure.Repeat
                || (step.unsure() instanceof Unsure.RepeatIf only
                        && Expression.isTrue(
                                scope.value(Expression.compile(only.condition()), scope.variable("payload"))));
    }

    /** Returns a text with the operation's constants and the settings. */
    String words(String text) {
        String result = settings.resolve(text);
        for (Map.Entry<String, String> word : words.entrySet()) {
            result = result.replace("{operation." + word.getKey() + "}", word.getValue());
        }
        return result;
    }
}
