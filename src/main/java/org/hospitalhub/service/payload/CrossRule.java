package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.WrongExpressionException;

/**
 * A rule between several fields ({@code hub:rules}).
 *
 * @param condition JSLT; {@code .} is the object with the rule, {@code $payload} the payload, {@code $today} the date
 * @param brokenWhen whether the rule is broken when the condition is true ({@code when}) or when it is false ({@code unless})
 * @param path field that the finding names, relative to the object
 */
record CrossRule(Expression condition, boolean brokenWhen, List<Object> path) {

    /** The variables that a condition may use. */
    static final Set<String> VARIABLES = Set.of("payload", "today");

    private static final Pattern ELEMENT = Pattern.compile("\\.([^.\\[\\]]+)|\\[([0-9]{1,4})]");
    private static final Pattern FIELDS = Pattern.compile("(?:\\.[\\p{L}_][\\p{L}0-9_-]*)+");

    /** The result of a rule. */
    enum Answer {
        KEPT,
        BROKEN,
        NOT_EVALUATED
    }

    /** Reads the keyword's value. */
    static List<CrossRule> of(JsonNode rules) {
        List<CrossRule> all = new ArrayList<>();
        for (JsonNode rule : rules) {
            boolean when = rule.has("when");
            all.add(new CrossRule(
                    Expression.compile(rule.path(when ? "when" : "unless").asText()),
                    when,
                    elements(rule.path("path").asText("$"))));
        }
        return List.copyOf(all);
    }

    private static List<Object> elements(String path) {
        return ELEMENT.matcher(path)
                .results()
                .<Object>map(found -> found.group(1) != null ? found.group(1) : Integer.valueOf(found.group(2)))
                .toList();
    }

    Answer check(JsonNode value, JsonNode root, LocalDate today) {
        try {
            JsonNode holds =
                    condition.apply(value, Map.of("payload", root, "today", TextNode.valueOf(today.toString())));
            return Expression.isTrue(holds) == brokenWhen ? Answer.BROKEN : Answer.KEPT;
        } catch (WrongExpressionException wrongInput) {
            return Answer.NOT_EVALUATED;
        }
    }

    /** Returns the fields that a condition names, such as {@code .patient.birthDate}. */
    static Set<String> fields(String condition) {
        return FIELDS.matcher(condition).results().map(MatchResult::group).collect(Collectors.toSet());
    }
}
