package org.hospitalhub.n3;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.util.HtmlUtils;

/**
 * What N3 says is wrong, out of any of the forms seen behind its front (specs/n3.md A3).
 *
 * @param text code and text whole, empty when it said nothing
 * @param path the field it names, {@code $} if none
 */
record N3Complaint(String text, String path) {

    // Official texts of N3's limit are unknown; these words are those of comparable services (specs/n3.md A2).
    private static final Pattern LIMIT =
            Pattern.compile("лимит|превышен|too many|limit", Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    // An error page says what it has to say at its start; a hostile one must not cost time.
    private static final int LONGEST_PAGE = 20_000;
    private static final Pattern HTML =
            Pattern.compile("<\\s*(!doctype|html|head|body|h1|p|title)\\b[^>]*>", Pattern.CASE_INSENSITIVE);
    private static final Pattern UNSEEN =
            Pattern.compile("(?is)<(script|style)\\b[^>]*>.*?</\\1\\s*>|<!--.*?-->|<[^>]*>");

    /** Tells everything an answer complains of; at least one. */
    static List<N3Complaint> read(String answer) {
        List<N3Complaint> found = N3Json.read(answer).map(N3Complaint::ofJson).orElseGet(List::of);
        return found.isEmpty() ? List.of(new N3Complaint(plain(answer), "$")) : found;
    }

    /** Tells the first complaint of a report that has none where it should; without text if there is none at all. */
    static N3Complaint of(N3Json report) {
        return ofJson(report).stream().findFirst().orElse(new N3Complaint("", "$"));
    }

    /** Tells whether this is about a limit of requests. */
    boolean limit() {
        return LIMIT.matcher(text).find();
    }

    private static List<N3Complaint> ofJson(N3Json json) {
        List<N3Complaint> found = new ArrayList<>();
        listed(json.own("issue"), found, List.of("diagnostics", "details", "code"), List.of("expression", "location"));
        listed(
                json.own("violations"),
                found,
                List.of("message", "description"),
                List.of("field", "propertyName", "property"));
        if (found.isEmpty()) {
            JsonNode nested = json.own("error");
            N3Json holder = nested.isObject() ? new N3Json(nested) : json;
            envelope(holder).ifPresent(text -> found.add(new N3Complaint(text, "$")));
        }
        return found;
    }

    private static Optional<String> envelope(N3Json json) {
        String code = first(json, List.of("error_code", "errorCode", "code"));
        String text = first(
                json,
                List.of("error_text", "errorText", "description", "error_description", "message", "error", "title"));
        String whole = code.isEmpty() || text.isEmpty() ? code + text : code + ": " + text;
        return whole.isEmpty() ? Optional.empty() : Optional.of(whole);
    }

    private static void listed(JsonNode list, List<N3Complaint> found, List<String> texts, List<String> paths) {
        for (JsonNode entry : list) {
            N3Json item = new N3Json(entry);
            String text = first(item, texts);
            String path = first(item, paths);
            if (!text.isEmpty()) {
                found.add(new N3Complaint(text, path.isEmpty() ? "$" : path));
            }
        }
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

    private static String plain(String answer) {
        if (!HTML.matcher(answer).find()) {
            return answer;
        }
        String page = answer.length() > LONGEST_PAGE ? answer.substring(0, LONGEST_PAGE) : answer;
        return HtmlUtils.htmlUnescape(UNSEEN.matcher(page).replaceAll(" "))
                .replaceAll("[\\s\\p{Z}]+", " ")
                .strip();
    }
}
