package org.hospitalhub.nhif;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.calls.ErrorText;
import org.hospitalhub.rules.Finding;

/**
 * What a service says when it says no. The specification fixes no form of errors, so JSON of any shape, XML, HTML pages and
 * plain text become findings that a person can read; nothing of the text is lost but markup.
 */
final class ServiceText {

    private static final List<String> LISTS = List.of("errors", "violations", "findings", "details", "messages");
    private static final List<String> MESSAGES =
            List.of("message", "detail", "description", "text", "error_description", "errorMessage", "title", "error");
    private static final List<String> PATHS = List.of("path", "field", "pointer", "property", "propertyPath", "source");
    /** More findings than a person reads. */
    private static final int MOST = 200;

    private final AnswerBody reading;

    ServiceText(AnswerBody reading) {
        this.reading = reading;
    }

    /** Returns the findings of a refusal, at least one. */
    List<Finding> findings(String code, NhifAnswer answer) {
        List<Finding> findings = new ArrayList<>();
        reading.json(answer).ifPresent(tree -> listed(code, tree, findings));
        if (findings.isEmpty()) {
            String path = reading.json(answer).flatMap(ServiceText::path).orElse("$");
            findings.add(Finding.error(code, path, whole(answer)));
        }
        return findings;
    }

    /** Returns the whole text of an answer without markup. */
    String whole(NhifAnswer answer) {
        String text = reading.json(answer)
                .map(tree -> onlyMessage(tree).orElse(tree.toString()))
                .or(() -> reading.text(answer).map(ErrorText::readable))
                .orElseGet(() -> answer.contentType().startsWith("text/")
                        ? ErrorText.readable(new String(answer.body(), Charset.forName("windows-1251")))
                        : "");
        text = ErrorText.bounded(text);
        return text.isBlank() ? "The service answered " + answer.status() + " without a text." : text;
    }

    private static void listed(String code, JsonNode tree, List<Finding> findings) {
        JsonNode list = tree.isArray()
                ? tree
                : LISTS.stream()
                        .map(tree::path)
                        .filter(JsonNode::isArray)
                        .findFirst()
                        .orElse(null);
        if (list == null || list.isEmpty()) {
            return;
        }
        if (tree.isObject()) {
            message(tree).ifPresent(text -> findings.add(Finding.error(code, "$", ErrorText.bounded(text))));
        }
        for (JsonNode item : list) {
            if (findings.size() >= MOST) {
                return;
            }
            String text = item.isTextual()
                    ? item.asText()
                    : item.size() <= 2 ? message(item).orElse(item.toString()) : item.toString();
            findings.add(Finding.error(code, path(item).orElse("$"), ErrorText.bounded(text)));
        }
    }

    private static Optional<String> onlyMessage(JsonNode tree) {
        return tree.isTextual() ? Optional.of(tree.asText()) : tree.size() == 1 ? message(tree) : Optional.empty();
    }

    private static Optional<String> message(JsonNode node) {
        return MESSAGES.stream()
                .map(node::path)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst();
    }

    private static Optional<String> path(JsonNode node) {
        return PATHS.stream()
                .map(node::path)
                .map(value -> value.isObject() ? value.path("pointer") : value)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst();
    }
}
