package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.calls.ErrorText;

/**
 * Reads the errors that a service reports without leaving anything out, for services whose error format is not specified. A list
 * gives one text for each item, after the text beside the list; anything else is one text without markup. {@link ReportedErrors}
 * instead picks the reason out of the usual formats.
 */
public final class FullErrorText {

    private static final List<String> LISTS = List.of("errors", "violations", "findings", "details", "messages");
    private static final List<String> MESSAGES =
            List.of("message", "detail", "description", "text", "error_description", "errorMessage", "title", "error");
    private static final List<String> PATHS = List.of("path", "field", "pointer", "property", "propertyPath", "source");

    /** Most texts that are returned. */
    private static final int MOST = 200;

    private FullErrorText() {}

    /** Returns the texts, at least one; a single empty text when there is none. */
    public static List<ReportedError> read(Body body) {
        if (body.media() != Media.JSON) {
            String text = body.text();
            return List.of(new ReportedError(text == null ? "" : ErrorText.readable(text), "$"));
        }
        JsonNode tree = body.tree();
        List<ReportedError> listed = listed(tree);
        return listed.isEmpty()
                ? List.of(new ReportedError(
                        ErrorText.bounded(onlyMessage(tree).orElse(tree.toString())),
                        path(tree).orElse("$")))
                : listed;
    }

    private static List<ReportedError> listed(JsonNode tree) {
        List<ReportedError> found = new ArrayList<>();
        JsonNode list = tree.isArray()
                ? tree
                : LISTS.stream()
                        .map(tree::path)
                        .filter(JsonNode::isArray)
                        .findFirst()
                        .orElse(null);
        if (list == null || list.isEmpty()) {
            return found;
        }
        if (tree.isObject()) {
            message(tree).ifPresent(text -> found.add(new ReportedError(ErrorText.bounded(text), "$")));
        }
        for (JsonNode item : list) {
            if (found.size() >= MOST) {
                break;
            }
            String text = item.isTextual()
                    ? item.asText()
                    : item.size() <= 2 ? message(item).orElse(item.toString()) : item.toString();
            found.add(new ReportedError(ErrorText.bounded(text), path(item).orElse("$")));
        }
        return found;
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
