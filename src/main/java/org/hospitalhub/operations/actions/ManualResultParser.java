package org.hospitalhub.operations.actions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hospitalhub.rules.Wording;

/** Parses the result that an operator found for a request that had arrived: the service's whole answer, or its number. */
public final class ManualResultParser {

    private final ObjectMapper json;

    public ManualResultParser(ObjectMapper json) {
        this.json = json;
    }

    /** Reads {@code {"result":{…}}} or {@code {"registrationNumber":"…"}}. */
    public ObjectNode read(JsonNode said) {
        if (said.path("result") instanceof ObjectNode result && !result.isEmpty()) {
            return result;
        }
        JsonNode number = said.path("registrationNumber");
        if (number.isValueNode() && !number.isNull() && !number.asText().isBlank()) {
            return numbered(number.asText());
        }
        throw new InvalidRequestException(
                Wording.of("HTTP.arrived-body", "{\"result\":{…}}", "{\"registrationNumber\":\"…\"}"));
    }

    /** Reads what was typed into a form: an answer as JSON object, else a number. */
    public ObjectNode read(String number, String answer) {
        if (answer.isBlank() && !number.isBlank()) {
            return numbered(number);
        }
        try {
            if (json.readTree(answer) instanceof ObjectNode result && !result.isEmpty()) {
                return result;
            }
        } catch (JsonProcessingException notJson) {
            throw new InvalidRequestException(Wording.of("HTTP.arrived-no-json"));
        }
        throw new InvalidRequestException(Wording.of("HTTP.arrived-empty"));
    }

    private static ObjectNode numbered(String number) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        // Where NHIF's own answer has it, so that its reader finds it in the same place.
        result.putObject("body").put("registrationNumber", number.strip());
        return result;
    }
}
