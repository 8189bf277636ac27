package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.calls.media.FullErrorText;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;

/** Creates the findings of a refused order from an answer. */
@FunctionalInterface
interface FindingMaker {

    /** Most findings of one answer. */
    int MOST = 200;

    /**
     * Returns the findings.
     *
     * @param code code of findings without a code of their own
     * @param nothingSaid message for an answer that gives no reason
     */
    List<Finding> make(Reply reply, String code, Wording nothingSaid);

    /** Compiles the findings of a rule. */
    static FindingMaker of(AnswerRule rule) {
        if (rule.findings() instanceof AnswerRule.Findings.Made made) {
            List<Item> items = made.items().stream().map(Item::of).toList();
            return (reply, code, nothingSaid) -> items.stream()
                    .flatMap(item -> item.make(reply, code, nothingSaid).stream())
                    .limit(MOST)
                    .toList();
        }
        boolean whole = rule.findings() instanceof AnswerRule.Findings.WholeText;
        return (reply, code, nothingSaid) -> (whole ? FullErrorText.read(reply.body()) : reply.reasons())
                .stream()
                        .map(complaint -> Finding.error(
                                code,
                                complaint.path(),
                                complaint.text().isEmpty() ? nothingSaid : Wording.verbatim(complaint.text())))
                        .toList();
    }

    /** One finding of the definition, or one for each element of a list. */
    record Item(
            @Nullable Expression each,
            String path,
            Expression message,
            @Nullable String code,
            boolean warning) {

        static Item of(AnswerRule.Findings.Item item) {
            return new Item(
                    item.each() == null ? null : Expression.compile(item.each()),
                    item.path(),
                    Expression.compile(item.message()),
                    item.code(),
                    item.severity().equals("warning"));
        }

        private List<Finding> make(Reply reply, String otherwise, Wording nothingSaid) {
            List<Finding> made = new ArrayList<>();
            if (each == null) {
                made.add(one(reply, reply.scope().input(), otherwise, nothingSaid));
            } else {
                JsonNode elements = reply.scope().value(each);
                if (elements.isObject()) {
                    // An element of XML that occurs once is no list.
                    made.add(one(reply, elements, otherwise, nothingSaid));
                }
                if (elements.isArray()) {
                    elements.forEach(element -> made.add(one(reply, element, otherwise, nothingSaid)));
                }
            }
            return made;
        }

        private Finding one(Reply reply, JsonNode input, String otherwise, Wording nothingSaid) {
            String text = text(reply, input, message.toString(), "");
            String where = path.startsWith("$") ? path : text(reply, input, path, "$");
            String name = code == null
                    ? otherwise
                    : code.startsWith(".") || code.startsWith("\"") ? text(reply, input, code, otherwise) : code;
            Wording said = text.isEmpty() ? nothingSaid : Wording.verbatim(text);
            return warning ? Finding.warning(name, where, said) : Finding.error(name, where, said);
        }

        private String text(Reply reply, JsonNode input, String expression, String otherwise) {
            Expression compiled = expression.equals(message.toString()) ? message : Expression.compile(expression);
            return Optional.of(reply.scope().value(compiled, input))
                    .filter(value -> value.isValueNode() && !value.isNull())
                    .map(value -> value.asText().strip())
                    .filter(value -> !value.isEmpty())
                    .orElse(otherwise);
        }
    }
}
