package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.FileContent;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Checks the files of an order, and the rest of its payload by another check. A file is stored with the order as
 * {@code {"name", "media", "base64"}}.
 */
public final class AttachmentCheck implements Operation.Check {

    /** Largest file: an order is held in memory as a whole, several times. */
    public static final long LARGEST = DataSize.ofMegabytes(20).toBytes();

    private static final String BASE64 = "base64";
    private static final String PATH = "path";
    private static final String NAME = "name";
    private static final Pattern PLAIN_NAME = Pattern.compile("[^\\p{Cntrl}/\\\\\"]{1,200}");

    private final Operation.@Nullable Check rest;
    private final Map<String, Rule> rules;

    /**
     * A rule for one file.
     *
     * @param most largest size in bytes
     */
    public record Rule(boolean required, long most, String media) {}

    /**
     * Creates the check.
     *
     * @param rest check of the payload without the files, null for any payload
     * @param rules by the payload's field
     */
    public AttachmentCheck(Operation.@Nullable Check rest, Map<String, Rule> rules) {
        this.rest = rest;
        this.rules = Map.copyOf(rules);
    }

    /** Returns whether a size such as {@code 30MB} is more than possible. */
    public static boolean isTooLarge(String size) {
        return DataSize.parse(size).toBytes() > LARGEST;
    }

    /** Returns a payload without its files. */
    public static JsonNode without(JsonNode payload, Set<String> files) {
        if (files.isEmpty() || !(payload instanceof ObjectNode object)) {
            return payload;
        }
        ObjectNode rest = JsonNodeFactory.instance.objectNode();
        object.properties().stream()
                .filter(field -> !files.contains(field.getKey()))
                .forEach(field -> rest.set(field.getKey(), field.getValue()));
        return rest;
    }

    @Override
    public boolean takesAttachments() {
        return true;
    }

    @Override
    public Set<String> verbatim() {
        Set<String> all = new TreeSet<>(rules.keySet());
        if (rest != null) {
            all.addAll(rest.verbatim());
        }
        return all;
    }

    @Override
    public Set<String> texts() {
        return rest == null ? Set.of() : rest.texts();
    }

    @Override
    public Operation.Columns columns() {
        Operation.Columns known = rest == null ? Operation.Columns.ANY : rest.columns();
        if (known.known().isEmpty()) {
            return known;
        }
        List<String> all = new ArrayList<>(known.known());
        all.addAll(rules.keySet());
        return new Operation.Columns(List.copyOf(all), known.required());
    }

    @Override
    public Operation.Checked check(JsonNode payload, Operation.Attachments beside) {
        Findings findings = new Findings();
        Map<String, ObjectNode> files = new TreeMap<>();
        rules.forEach((field, rule) ->
                read(payload.path(field), field, rule, beside, findings).ifPresent(file -> files.put(field, file)));
        JsonNode others = without(payload, rules.keySet());
        Operation.Checked checked =
                rest == null ? new Operation.Checked(others, List.of(), null) : rest.check(others, beside);
        List<Finding> all = new ArrayList<>(findings.all());
        all.addAll(checked.findings());
        if (findings.refuses() || checked.refused() || !(checked.payload() instanceof ObjectNode object)) {
            return new Operation.Checked(payload, List.copyOf(all), null);
        }
        ObjectNode whole = object.objectNode();
        whole.setAll(object);
        whole.setAll(files);
        return new Operation.Checked(whole, List.copyOf(all), reuse(checked.reuseKey(), files));
    }

    /** Two orders are the same request only if their files are the same. */
    private static @Nullable ObjectNode reuse(@Nullable ObjectNode key, Map<String, ObjectNode> files) {
        if (key == null || files.isEmpty()) {
            return key;
        }
        ObjectNode both = key.objectNode().set("rest", key);
        files.forEach((field, file) ->
                both.put(field, DigestUtils.sha256Hex(file.path(BASE64).asText())));
        return both;
    }

    private static Optional<ObjectNode> read(
            JsonNode given, String field, Rule rule, Operation.Attachments beside, Findings findings) {
        String path = "$." + field;
        if (given.isMissingNode() || given.isNull()) {
            if (rule.required()) {
                missing(path, findings);
            }
            return Optional.empty();
        }
        boolean named = given.path(PATH).isTextual();
        if (!given.isObject() || named == given.path(BASE64).isTextual()) {
            missing(path, findings);
            return Optional.empty();
        }
        String name = given.path(named ? PATH : NAME).asText(field);
        Optional<byte[]> bytes = named
                ? beside.read(name)
                : FileContent.decoded(given.path(BASE64).asText());
        if (bytes.isEmpty() || !PLAIN_NAME.matcher(name).matches()) {
            findings.error(
                    named ? "ATTACHMENT_NOT_FOUND" : "ATTACHMENT_NOT_BASE64",
                    path + (named ? ".path" : ".base64"),
                    Wording.of(named ? "DOCUMENT_NOT_FOUND" : "DOCUMENT_NOT_BASE64"));
            return Optional.empty();
        }
        if (!isFine(bytes.get(), path, rule, findings)) {
            return Optional.empty();
        }
        return Optional.of(JsonNodeFactory.instance
                .objectNode()
                .put(NAME, name)
                .put("media", rule.media())
                .put(BASE64, Base64.getEncoder().encodeToString(bytes.get())));
    }

    private static void missing(String path, Findings findings) {
        findings.error(
                "ATTACHMENT_MISSING",
                path,
                Wording.of("DOCUMENT_MISSING", "{\"path\": \"name.pdf\"}", "{\"base64\": \"…\"}"));
    }

    private static boolean isFine(byte[] file, String path, Rule rule, Findings findings) {
        if (file.length == 0) {
            findings.error("ATTACHMENT_EMPTY", path, Wording.of("ATTACHMENT_EMPTY"));
        } else if (file.length > Math.min(rule.most(), LARGEST)) {
            findings.error(
                    "ATTACHMENT_TOO_LARGE", path, Wording.of("ATTACHMENT_TOO_LARGE", Math.min(rule.most(), LARGEST)));
        } else if (rule.media().equals("application/pdf") && !FileContent.isPdf(file)) {
            findings.error("ATTACHMENT_NOT_PDF", path, Wording.of("DOCUMENT_NOT_PDF"));
        } else {
            return true;
        }
        return false;
    }
}
