package org.hospitalhub.n3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.calls.ErrorText;

/**
 * What N3 says is wrong, out of any of the forms seen behind its front (docs/contracts/n3.md A3).
 *
 * @param text code and text whole, empty when it said nothing
 * @param path the field it names, {@code $} if none
 */
record N3Complaint(String text, String path) {

    // Official texts of N3's limit are unknown; these are the words of comparable services (docs/contracts/n3.md A2).
    // They must
    // speak
    // of requests, a quota or a rate: a field may have a limit too.
    private static final String REQUESTS_RU = "(?:запросов|запросы|обращений|обращения|вызовов|вызовы|попыток)";
    private static final String TOO_MANY_RU = "(?:лимит|превыш|ограничен|исчерпан|слишком (?:много|част))";
    private static final String REQUESTS = "(?:requests|attempts|calls)";
    private static final String TOO_MANY = "(?:limit|exceed|too many|too often|throttl)";
    private static final Pattern LIMIT = Pattern.compile(
            TOO_MANY_RU + ".{0,60}" + REQUESTS_RU
                    + "|" + REQUESTS_RU + ".{0,60}" + TOO_MANY_RU
                    + "|лимит\\p{L}{0,3} исчерпан|исчерпан\\p{L}{0,3} \\p{L}{0,10} ?лимит"
                    + "|(?:суточн|дневн|часов|минутн|месячн)\\p{L}{1,4} лимит"
                    + "|\\bквот|частот\\p{L}{1,3} (?:запрос|обращени)"
                    + "|" + TOO_MANY + ".{0,60}\\b" + REQUESTS + "|\\b" + REQUESTS + ".{0,60}" + TOO_MANY
                    + "|\\b(?:rate|request)[ -]?limit|\\bdaily limit|throttl|\\bquota"
                    + "|limit.{0,40}\\b(?:per|a) (?:second|minute|hour|day)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    /** More findings than a person reads. */
    private static final int MOST = 200;
    // FHIR's OperationOutcome, Bean Validation, ASP.NET and N3's own RequestFault (docs/contracts/n3.md A3).
    private static final List<String> LISTS = List.of("issue", "violations", "errors");
    private static final List<String> ITEM_TEXTS =
            List.of("diagnostics", "details", "message", "defaultMessage", "description", "code");
    private static final List<String> ERROR_FIELDS = List.of("error_code", "error_text");
    private static final List<String> ENVELOPE = List.of("code", "description");
    private static final List<String> CODES = List.of("error_code", "errorCode", "code");
    private static final List<String> TEXTS = List.of(
            "error_text", "errorText", "description", "error_description", "message", "detail", "title", "error");
    private static final List<String> PATHS = List.of("expression", "location", "field", "propertyName", "property");
    private static final Pattern OURS = Pattern.compile("^(patient|patientPersDocs)([.]|$)");
    /** Tells everything an answer complains of; at least one. */
    static List<N3Complaint> read(String answer) {
        List<N3Complaint> found = N3Json.read(answer).map(N3Complaint::ofJson).orElseGet(List::of);
        return found.isEmpty() ? List.of(new N3Complaint(ErrorText.readable(answer), "$")) : found;
    }

    /** Tells what an answer complains of that says success; empty when it does not clearly call itself an error. */
    static List<N3Complaint> within(N3Json answer) {
        boolean error = isError(answer)
                || ERROR_FIELDS.stream().anyMatch(name -> !answer.text(name).isEmpty())
                || answer.own("error").isObject()
                || ENVELOPE.stream().noneMatch(name -> answer.text(name).isEmpty());
        List<N3Complaint> told = error ? ofJson(answer) : List.of();
        return error && told.isEmpty() ? List.of(new N3Complaint("", "$")) : told;
    }

    /** Tells whether the status of a report is that of an error (N3 description §2.2). */
    static boolean isError(N3Json report) {
        return report.text("status").equalsIgnoreCase("Ошибка");
    }

    /** Tells whether this is about a limit of requests. */
    boolean limit() {
        return LIMIT.matcher(text).find();
    }

    private static List<N3Complaint> ofJson(N3Json json) {
        List<N3Complaint> found = new ArrayList<>();
        for (String list : LISTS) {
            listed(json.own(list), found);
        }
        JsonNode nested = json.own("error");
        envelope(nested.isObject() ? new N3Json(nested) : json).ifPresent(found::add);
        return found.stream()
                .limit(MOST)
                .map(one -> new N3Complaint(ErrorText.bounded(one.text()), ErrorText.bounded(one.path())))
                .toList();
    }

    private static Optional<N3Complaint> envelope(N3Json json) {
        String code = first(json, CODES);
        String text = first(json, TEXTS);
        String whole = code.isEmpty() || text.isEmpty() ? code + text : code + ": " + text;
        return whole.isEmpty() ? Optional.empty() : Optional.of(new N3Complaint(whole, path(first(json, PATHS))));
    }

    /** A list of objects or of texts, or an object of fields with the texts of each. */
    private static void listed(JsonNode list, List<N3Complaint> found) {
        if (list.isObject()) {
            list.properties().forEach(field -> texts(field.getValue())
                    .forEach(text -> found.add(new N3Complaint(text, path(field.getKey())))));
        }
        for (JsonNode entry : list.isArray() ? list : MissingNode.getInstance()) {
            N3Json item = new N3Json(entry);
            String text = entry.isValueNode() ? entry.asText().strip() : first(item, ITEM_TEXTS);
            if (!text.isEmpty()) {
                found.add(new N3Complaint(text, path(first(item, PATHS))));
            }
        }
    }

    private static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        (value.isArray() ? value : List.of(value))
                .forEach(text -> texts.add(text.asText().strip()));
        return texts.stream().filter(text -> !text.isEmpty()).toList();
    }

    /** A field of our payload is named as in the hub's own findings; other places keep the service's words. */
    private static String path(String place) {
        return place.isEmpty() ? "$" : OURS.matcher(place).find() ? "$." + place : place;
    }

    /** Tells the first field that says something; of a list its first element, of FHIR's details their text. */
    private static String first(N3Json json, List<String> names) {
        for (String name : names) {
            JsonNode own = json.own(name);
            JsonNode value = own.isArray() ? own.path(0) : own.isObject() ? own.path("text") : own;
            String text =
                    value.isValueNode() && !value.isNull() ? value.asText().strip() : json.text(name);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}
