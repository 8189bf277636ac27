package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A schema within the files of a service.
 *
 * @param file file with the schema
 * @param node an object, or true or false
 */
record SchemaPlace(String file, JsonNode node) {

    SchemaPlace inner(JsonNode inner) {
        return new SchemaPlace(file, inner);
    }
}
