package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.expression.Expression;
import org.jspecify.annotations.Nullable;

/** Reads the state of an order at the service from an answer. */
record ProgressMaker(Expression state, @Nullable Expression message) {

    static ProgressMaker of(AnswerRule.Progress progress) {
        return new ProgressMaker(
                Expression.compile(progress.state()),
                progress.message() == null ? null : Expression.compile(progress.message()));
    }

    /** Returns the state in one word, empty when the answer has none. */
    String state(Reply reply) {
        return text(reply, state);
    }

    String message(Reply reply) {
        return message == null ? "" : text(reply, message);
    }

    private static String text(Reply reply, Expression expression) {
        JsonNode value = reply.scope().value(expression);
        return value.isValueNode() && !value.isNull() ? value.asText().strip() : "";
    }
}
