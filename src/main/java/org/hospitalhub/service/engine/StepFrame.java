package org.hospitalhub.service.engine;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.StepDefinition.Unsure;
import org.hospitalhub.service.expression.Expression;

/**
 * The step of a rule, with what compiling the rule needs.
 *
 * @param words constants of the operation ({@code words})
 * @param submissions names of the operation's steps whose request must not be sent twice
 */
record StepFrame(StepDefinition step, SettingValues settings, Map<String, String> words, Set<String> submissions) {

    static StepFrame of(OperationDefinition operation, StepDefinition step, SettingValues settings) {
        Set<String> submissions = operation.steps().values().stream()
                .filter(one -> !isHarmless(one))
                .map(StepDefinition::name)
                .collect(Collectors.toUnmodifiableSet());
        return new StepFrame(step, settings, operation.words(), submissions);
    }

    private static boolean isHarmless(StepDefinition step) {
        return step.isSafe() || step.isSilent() || step.unsure() instanceof Unsure.Repeat;
    }

    /** Returns whether a step changes nothing at the service and leads to one that does: its answer says that nothing arrived. */
    boolean submitsBecauseOfAnswer(String next) {
        return isHarmless(step) && submissions.contains(next);
    }

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
