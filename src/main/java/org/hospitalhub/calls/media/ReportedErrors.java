package org.hospitalhub.calls.media;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.hospitalhub.calls.ErrorText;

/**
 * Reads the errors that a service reports in any of the usual formats: FHIR's OperationOutcome, Bean Validation, ASP.NET, RFC
 * 9457, SOAP faults, objects with code and text, web pages, plain text. Reads a bounded part and returns a bounded number of
 * errors.
 */
public final class ReportedErrors {

    /** Most errors that are returned. */
    private static final int MOST = 200;

    private static final List<String> LISTS = List.of(
            "issue",
            "violations",
            "errors",
            "findings",
            "invalid",
            "invalid-params",
            "invalidParams",
            "fieldErrors",
            "validationErrors",
            "details",
            "messages");
    private static final List<String> ITEM_TEXTS = List.of(
            "diagnostics",
            "details",
            "message",
            "defaultMessage",
            "description",
            "detail",
            "text",
            "reason",
            "error_text",
            "error_description",
            "errorMessage",
            "title",
            "error",
            "code");
    private static final List<String> ERROR_FIELDS = List.of("error_code", "error_text", "faultstring", "faultcode");
    private static final List<String> ENVELOPE = List.of("code", "description");
    private static final List<String> CODES = List.of("error_code", "errorCode", "code", "faultcode");
    private static final List<String> TEXTS = List.of(
            "error_text",
            "errorText",
            "description",
            "error_description",
            "message",
            "errorMessage",
            "detail",
            "faultstring",
            "title",
            "reason",
            "text",
            "error");
    private static final Set<String> SEVERE = Set.of("error", "fatal");

    private final ErrorPath place;

    /**
     * Creates a reader.
     *
     * @param ours tells whether the payload has a top-level field of this name; such paths are written as JSON paths
     */
    public ReportedErrors(Predicate<String> ours) {
        this.place = new ErrorPath(ours);
    }

    /** Returns all errors of an answer, at least one. */
    public List<ReportedError> read(Body body) {
        JsonNode tree = body.tree();
        boolean structured = body.media() == Media.JSON || body.media() == Media.XML;
        List<ReportedError> found = structured ? ofTree(tree) : List.of();
        if (!found.isEmpty()) {
            return found;
        }
        String text = body.text() == null ? new String(body.bytes(), StandardCharsets.UTF_8) : body.text();
        boolean shown = body.text() != null || body.media() != Media.BYTES;
        String plain = tree.isTextual() && structured ? tree.textValue() : text;
        return List.of(new ReportedError(shown ? ErrorText.readable(plain) : "", "$"));
    }

    /** Returns the errors in an answer with a successful status, empty unless the body is clearly an error document. */
    public List<ReportedError> within(JsonNode whole) {
        JsonNode tree = ErrorFields.inner(whole);
        boolean error = ERROR_FIELDS.stream()
                        .anyMatch(name -> !ErrorFields.text(tree, name).isEmpty())
                || ErrorFields.own(tree, "error").isObject()
                || ENVELOPE.stream()
                        .noneMatch(name -> ErrorFields.text(tree, name).isEmpty())
                || ErrorFields.own(tree, "success").asText("").equals("false")
                || isOutcome(tree);
        List<ReportedError> complaints = error ? ofTree(whole) : List.of();
        return error && complaints.isEmpty() ? List.of(new ReportedError("", "$")) : complaints;
    }

    /** Returns whether the tree is an OperationOutcome that reports an error; it may also report success (FHIR R4 §2.27). */
    private static boolean isOutcome(JsonNode tree) {
        for (JsonNode issue : ErrorFields.list(ErrorFields.own(tree, "issue"))) {
            if (SEVERE.contains(ErrorFields.text(issue, "severity"))) {
                return true;
            }
        }
        return false;
    }

    private List<ReportedError> ofTree(JsonNode whole) {
        List<ReportedError> found = new ArrayList<>();
        JsonNode tree = ErrorFields.inner(whole);
        JsonNode nested = ErrorFields.own(tree, "error");
        boolean inner = nested.isObject();
        JsonNode envelope = inner ? nested : tree;
        listed(tree.isArray() ? tree : MissingNode.getInstance(), found);
        for (String list : LISTS) {
            listed(ErrorFields.own(tree, list), found);
            if (inner) {
                listed(ErrorFields.own(envelope, list), found);
            }
        }
        envelope(envelope, found.isEmpty()).ifPresent(found::add);
        return found.stream()
                .limit(MOST)
                .map(one -> new ReportedError(ErrorText.bounded(one.text()), ErrorText.bounded(one.path())))
                .toList();
    }

    private Optional<ReportedError> envelope(JsonNode node, boolean alone) {
        String text = ErrorFields.first(node, TEXTS);
        String code = text.isEmpty() && !alone ? "" : ErrorFields.first(node, CODES);
        String whole = joined(code, text);
        return whole.isEmpty() ? Optional.empty() : Optional.of(new ReportedError(whole, place.ofWhole(node)));
    }

    private static String joined(String code, String text) {
        return code.isEmpty() || text.isEmpty() || code.equals(text)
                ? (text.isEmpty() ? code : text)
                : code + ": " + text;
    }

    /** Adds the errors of a list of objects or texts, of one such object, or of an object that has texts by field. */
    private void listed(JsonNode list, List<ReportedError> found) {
        boolean item = list.isObject()
                && ITEM_TEXTS.stream()
                        .anyMatch(name -> ErrorFields.own(list, name).isValueNode());
        if (list.isArray() || item) {
            ErrorFields.list(list).forEach(one -> item(one, found));
        } else if (list.isObject()) {
            list.properties().forEach(field -> field(field.getKey(), field.getValue(), found));
        }
    }

    private void field(String name, JsonNode value, List<ReportedError> found) {
        for (JsonNode one : ErrorFields.list(value)) {
            if (one.isObject()) {
                item(one, found);
            } else if (!ErrorFields.scalar(one).isEmpty()) {
                add(new ReportedError(ErrorFields.scalar(one), place.of(name)), found);
            }
        }
    }

    private void item(JsonNode item, List<ReportedError> found) {
        JsonNode rules = ErrorFields.own(item, "rules");
        if (rules.isArray() && !rules.isEmpty()) {
            rules.forEach(rule -> add(new ReportedError(text(rule), place.of(item)), found));
        } else if (!item.isNull() && !item.isArray()) {
            add(new ReportedError(item.isValueNode() ? item.asText().strip() : text(item), place.of(item)), found);
        }
    }

    /** Returns the text of an error. The code of a FHIR issue is left out, because it says less than its text. */
    private static String text(JsonNode item) {
        String text = ErrorFields.first(item, ITEM_TEXTS);
        boolean issue = !ErrorFields.own(item, "severity").isMissingNode();
        String whole = issue ? text : joined(ErrorFields.first(item, CODES), text);
        return whole.isEmpty() && !item.isEmpty() ? item.toString() : whole;
    }

    private static void add(ReportedError complaint, List<ReportedError> found) {
        if (found.size() < MOST && !complaint.text().isEmpty()) {
            found.add(complaint);
        }
    }
}
