package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.hospitalhub.rules.Finding;

/**
 * A payload in the form in which it is checked and sent.
 *
 * @param tree payload with the schema's names, order and types and with cleaned texts; still contains fields that are left out
 *     when sent
 * @param sent tree without the fields that are left out
 * @param given original paths by the tree's paths, where the two differ
 * @param findings findings of the normalisation
 */
record Normalised(JsonNode tree, JsonNode sent, Map<String, String> given, List<Finding> findings) {

    /** Returns the original path of a value in the tree. */
    String path(List<Object> elements) {
        String own = "$";
        String theirs = "$";
        for (Object element : elements) {
            own = JsonPaths.child(own, element);
            theirs = given.getOrDefault(own, JsonPaths.child(theirs, element));
        }
        return theirs;
    }
}
