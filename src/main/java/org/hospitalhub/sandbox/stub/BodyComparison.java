package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares a received body with the expected one, with the tolerance that forms and XML need: a number equals its text, a missing
 * value an empty one, a value a list of one; spaces and case are ignored. Captures the values at marks.
 */
final class BodyComparison {

    private static final Pattern MARKED =
            Pattern.compile(ExpectedBodies.MARK + "([^" + ExpectedBodies.END + "]+)" + ExpectedBodies.END);

    private static final String FILE = "base64";

    private final Map<String, String> taken = new LinkedHashMap<>();

    /** Returns the values at the marks. */
    Map<String, String> taken() {
        return taken;
    }

    boolean alike(JsonNode expected, JsonNode actual) {
        if (nothing(expected)) {
            return nothing(actual);
        }
        if (expected.isArray() && actual.isArray()) {
            return lists(expected, actual);
        }
        if (expected.isArray() || actual.isArray()) {
            return one(expected, actual);
        }
        String file = expected.path(FILE).asText("");
        if (!file.isEmpty()
                && !file.contains(ExpectedBodies.MARK)
                && !actual.path("media").isTextual()) {
            return file(expected, actual);
        }
        if (expected.isObject()) {
            return actual.isObject() && objects(expected, actual);
        }
        return actual.isValueNode() && text(expected.asText(), actual.asText());
    }

    /** A part of a form may have a name that only the client knows; a file beside an envelope has none. */
    private static boolean file(JsonNode expected, JsonNode actual) {
        JsonNode name = actual.isObject() ? expected.path("name") : MissingNode.getInstance();
        return expected.path(FILE).equals(actual.isObject() ? actual.path(FILE) : actual)
                && (name.isMissingNode() || name.equals(actual.path("name")));
    }

    private boolean one(JsonNode expected, JsonNode actual) {
        JsonNode list = expected.isArray() ? expected : actual;
        return list.size() == 1
                && (expected.isArray() ? alike(expected.get(0), actual) : alike(expected, actual.get(0)));
    }

    private boolean lists(JsonNode expected, JsonNode actual) {
        if (expected.size() != actual.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!alike(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean objects(JsonNode expected, JsonNode actual) {
        Map<String, JsonNode> wanted = byLocalName(expected);
        Map<String, JsonNode> found = byLocalName(actual);
        Set<String> names = new LinkedHashSet<>(wanted.keySet());
        names.addAll(found.keySet());
        return names.stream()
                .allMatch(name -> alike(
                        wanted.getOrDefault(name, MissingNode.getInstance()),
                        found.getOrDefault(name, MissingNode.getInstance())));
    }

    /** Returns the fields without prefixes, which XML that was read no longer has, and without declarations of namespaces. */
    private static Map<String, JsonNode> byLocalName(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.forEachEntry((name, value) -> {
            if (!name.startsWith("@xmlns")) {
                fields.put(name.replaceFirst("^(@?)[\\w.-]+:", "$1"), value);
            }
        });
        return fields;
    }

    /** Returns whether two texts are equal; marks in the first capture the text of the second. */
    boolean text(String expected, String actual) {
        Matcher marks = MARKED.matcher(expected);
        if (!marks.find()) {
            return clean(expected).equals(clean(actual));
        }
        StringBuilder pattern = new StringBuilder();
        int from = 0;
        do {
            pattern.append(Pattern.quote(expected.substring(from, marks.start())))
                    .append("(.*?)");
            from = marks.end();
        } while (marks.find());
        Matcher found = Pattern.compile(pattern + Pattern.quote(expected.substring(from)), Pattern.DOTALL)
                .matcher(actual);
        if (!found.matches()) {
            return false;
        }
        marks.reset();
        for (int i = 1; marks.find(); i++) {
            taken.put(marks.group(1), found.group(i));
        }
        return true;
    }

    private static boolean nothing(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || (node.isContainerNode() && node.isEmpty())
                || (node.isTextual() && node.textValue().isEmpty());
    }

    private static String clean(String text) {
        return text.replaceAll("[\\s\u00a0]+", "").toUpperCase(Locale.ROOT).replaceFirst("^(-?[0-9]+)\\.0+$", "$1");
    }
}
