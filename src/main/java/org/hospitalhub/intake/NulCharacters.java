package org.hospitalhub.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;

/** Finds NUL characters, which many receivers take for the end of a text. */
final class NulCharacters {

    private static final Finding WHOLE = finding("$");

    private NulCharacters() {}

    static boolean find(String text) {
        return text.indexOf('\0') >= 0;
    }

    /** Returns a finding for the first NUL in a payload. Recursive, since the depth of payloads is limited. */
    static Optional<Finding> find(JsonNode payload) {
        return find(payload, "$");
    }

    static Finding finding(String path) {
        return Finding.error("NUL_CHARACTER", path, Wording.of("NUL_CHARACTER"));
    }

    private static Optional<Finding> find(JsonNode node, String path) {
        if (node.isTextual()) {
            return find(node.textValue()) ? Optional.of(finding(path)) : Optional.empty();
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                Optional<Finding> found = find(node.get(i), path + "[" + i + "]");
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            Optional<Finding> found =
                    find(field.getKey()) ? Optional.of(WHOLE) : find(field.getValue(), path + "." + field.getKey());
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
