package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A payload in the form that is checked and sent.
 *
 * @param tree names and order of the schema, texts cleaned, values in the schema's types; fields that are left out still stand
 * @param sent the tree without the fields that are left out
 * @param given paths as the payload has them, by the tree's path, where the two differ
 * @param findings what was found on the way
 */
record Normalised(JsonNode tree, JsonNode sent, Map<String, String> given, List<PayloadFinding> findings) {

    /** Returns the payload's own path of a place in the tree. */
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
