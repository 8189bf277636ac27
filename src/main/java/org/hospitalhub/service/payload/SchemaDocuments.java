package org.hospitalhub.service.payload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A schema with all files to which it refers; references outside the service's folder are errors. */
final class SchemaDocuments {

    private static final int LARGEST_FILE = 2_000_000;
    private static final int MOST_FILES = 50;
    private static final int DEEPEST = 200;

    static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final SchemaFiles files;
    private final String root;
    private final List<SchemaProblem> problems;
    private final Map<String, JsonNode> byFile = new LinkedHashMap<>();
    private final Map<String, JsonLines> lines = new LinkedHashMap<>();

    private SchemaDocuments(SchemaFiles files, String root, List<SchemaProblem> problems) {
        this.files = files;
        this.root = root;
        this.problems = problems;
    }

    /** Reads a schema and the files to which it refers; adds errors to the problems. */
    static SchemaDocuments load(SchemaFiles files, String root, List<SchemaProblem> problems) {
        SchemaDocuments documents = new SchemaDocuments(files, root, problems);
        documents.read(root, root, 1);
        return documents;
    }

    SchemaPlace root() {
        return new SchemaPlace(root, byFile.getOrDefault(root, MAPPER.createObjectNode()));
    }

    Map<String, JsonNode> byFile() {
        return byFile;
    }

    void problem(String file, String pointer, String message) {
        JsonLines known = lines.get(file);
        problems.add(new SchemaProblem(file, known == null ? 1 : known.line(pointer), message));
    }

    /** Returns the schema that a reference names, null when there is none. */
    @Nullable
    SchemaPlace resolve(String file, String reference) {
        int hash = reference.indexOf('#');
        String name = hash < 0 ? reference : reference.substring(0, hash);
        String fragment = hash < 0 ? "" : URLDecoder.decode(reference.substring(hash + 1), StandardCharsets.UTF_8);
        String target = name.isEmpty() ? file : sibling(file, name);
        JsonNode document = byFile.get(target);
        if (document == null || !(fragment.isEmpty() || fragment.startsWith("/"))) {
            return null;
        }
        JsonNode node = document.at(JsonPointer.compile(fragment));
        return node.isMissingNode() ? null : new SchemaPlace(target, node);
    }

    private static String sibling(String file, String name) {
        String folder = file.substring(0, file.lastIndexOf('/') + 1);
        return folder + (name.startsWith("./") ? name.substring(2) : name);
    }

    private void read(String file, String from, int line) {
        if (byFile.containsKey(file)) {
            return;
        }
        String text = files.text(file);
        if (text == null) {
            problems.add(new SchemaProblem(from, line, "There is no file " + file + " in the service's folder."));
        } else if (text.length() > LARGEST_FILE || byFile.size() >= MOST_FILES) {
            problems.add(new SchemaProblem(
                    file,
                    1,
                    "A schema has at most " + MOST_FILES + " files of " + LARGEST_FILE + " characters: shorten it."));
        } else {
            parse(file, text);
        }
    }

    private void parse(String file, String text) {
        lines.put(file, JsonLines.of(text));
        try {
            JsonNode document = MAPPER.readTree(text);
            if (!document.isObject()) {
                problems.add(new SchemaProblem(file, 1, "A schema is a JSON object."));
                return;
            }
            ((ObjectNode) document).remove("$id");
            byFile.put(file, document);
            references(file, document, "");
        } catch (JsonProcessingException broken) {
            int line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
            problems.add(new SchemaProblem(
                    file,
                    line,
                    "This is not JSON: " + broken.getOriginalMessage().replaceAll("\\s+", " ") + "."));
        }
    }

    private void references(String file, JsonNode node, String pointer) {
        if (node.isObject()) {
            node.properties().forEach(field -> {
                String inner = pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
                if (field.getKey().equals("$ref") && field.getValue().isTextual()) {
                    reference(file, field.getValue().textValue(), inner);
                } else if (!SchemaWords.DATA.contains(field.getKey())) {
                    references(file, field.getValue(), inner);
                }
            });
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            references(file, node.get(i), pointer + "/" + i);
        }
    }

    private void reference(String file, String reference, String pointer) {
        String name = reference.replaceFirst("#.*", "");
        if (name.contains(":") || name.startsWith("/") || name.contains("..")) {
            problem(
                    file,
                    pointer,
                    "$ref " + reference + " leaves the service's folder: copy that schema beside this one.");
            return;
        }
        if (!name.isEmpty()) {
            JsonLines known = lines.get(file);
            read(sibling(file, name), file, known == null ? 1 : known.line(pointer));
        }
        if ((name.isEmpty() || byFile.containsKey(sibling(file, name))) && resolve(file, reference) == null) {
            problem(
                    file,
                    pointer,
                    "$ref " + reference + " names nothing: write #/$defs/<name> or file.json#/$defs/<name>.");
        }
    }
}
