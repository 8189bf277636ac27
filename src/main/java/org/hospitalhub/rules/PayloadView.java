package org.hospitalhub.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One object of a JSON payload, read by names in any case, that knows where it stands. What cannot be read as asked is a
 * finding ({@code NOT_AN_OBJECT}, {@code NOT_A_TEXT}, {@code DUPLICATE_FIELD}, {@code UNKNOWN_FIELD}), never an exception.
 */
public final class PayloadView {

    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}_][\\p{L}0-9_]*");
    private static final int LONGEST_NAME = 80;
    private static final int MOST_UNKNOWN = 20;

    private final JsonNode node;
    private final String path;
    private final Findings findings;

    private PayloadView(JsonNode node, String path, Findings findings) {
        this.node = node;
        this.path = path;
        this.findings = findings;
    }

    /** Views a whole payload. */
    public static PayloadView of(JsonNode payload, Findings findings) {
        if (!payload.isObject()) {
            findings.error("NOT_AN_OBJECT", "$", Wording.of("PAYLOAD_NOT_AN_OBJECT"));
        }
        return new PayloadView(payload, "$", findings);
    }

    /** Views an object within; an absent one is viewed as empty. */
    public PayloadView object(String name) {
        String own = ownName(name);
        JsonNode inner = node.path(own);
        if (!inner.isObject() && !inner.isMissingNode() && !inner.isNull()) {
            findings.error("NOT_AN_OBJECT", path(own), Wording.of("NOT_AN_OBJECT"));
        }
        return new PayloadView(inner.isObject() ? inner : JsonNodeFactory.instance.objectNode(), path(own), findings);
    }

    /** Reads a string or a number as trimmed text. */
    public Field text(String name) {
        String own = ownName(name);
        JsonNode inner = node.path(own);
        if (inner.isMissingNode() || inner.isNull()) {
            return new Field(path(own), null);
        }
        if (inner.isTextual() || inner.isNumber()) {
            return new Field(path(own), inner.asText().strip());
        }
        findings.error("NOT_A_TEXT", path(own), Wording.of("NOT_A_TEXT"));
        return new Field(path(own), null);
    }

    /**
     * Refuses every field but the known ones, and known ones that stand twice in different spellings. Of very many unknown
     * fields the first twenty are reported.
     */
    public void allowOnly(Set<String> known) {
        Set<String> folded = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        folded.addAll(known);
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        int unknown = 0;
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!folded.contains(name)) {
                if (++unknown <= MOST_UNKNOWN) {
                    findings.error("UNKNOWN_FIELD", path(name), unknown(known));
                }
            } else if (!seen.add(name)) {
                findings.error("DUPLICATE_FIELD", path(name), Wording.of("DUPLICATE_FIELD"));
            }
        }
    }

    private static Wording unknown(Set<String> known) {
        return Wording.of("UNKNOWN_FIELD", String.join(", ", new TreeSet<>(known)));
    }

    private String path(String name) {
        if (PLAIN_NAME.matcher(name).matches() && name.length() <= LONGEST_NAME) {
            return path + "." + name;
        }
        String safe = name.replaceAll("[\\p{C}'\\\\]", "?");
        return path + "['" + (safe.length() > LONGEST_NAME ? safe.substring(0, LONGEST_NAME) + "…" : safe) + "']";
    }

    private String ownName(String name) {
        @Nullable String found = node.has(name) ? name : null;
        for (Iterator<String> names = node.fieldNames(); found == null && names.hasNext(); ) {
            String candidate = names.next();
            found = candidate.equalsIgnoreCase(name) ? candidate : null;
        }
        return found == null ? name : found;
    }
}
