package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * One element of {@code error.invalid} (eHealth contract §8.0, §8.2).
 *
 * @param entry JSON path in the dotted style {@code $.contractor_divisions.[0]}; rendered by the switch
 * @param rule the validator's name: required, schema, cast, inclusion, format, length, number, date, invalid
 * @param params an object for the validator's rules, an empty array for business rules
 */
record Violation(String entry, String rule, JsonNode params, String description, String rawDescription) {

    /** Returns the violation of a business rule. */
    static Violation invalid(String entry, String description) {
        return new Violation(entry, "invalid", Json.array(), description, description);
    }

    /** Returns the violation of a required value; used by the signer's checks (eHealth contract §5.2). */
    static Violation inclusion(String entry, String description) {
        return new Violation(entry, "inclusion", Json.array(), description, description);
    }

    /** Returns the violation of a validator's rule; every {@code %{name}} of the template is replaced by the parameter. */
    static Violation of(String entry, String rule, String template, Map<String, ? extends JsonNode> params) {
        ObjectNode node = Json.object();
        String description = template;
        for (Map.Entry<String, ? extends JsonNode> param : params.entrySet()) {
            node.set(param.getKey(), param.getValue());
            description = description.replace(
                    "%{" + param.getKey() + "}", param.getValue().asText());
        }
        return new Violation(entry, rule, node, description, template);
    }

    ObjectNode json(boolean dottedPaths) {
        ObjectNode node = Json.object();
        node.put("entry_type", "json_data_property");
        node.put("entry", dottedPaths ? entry : entry.replace(".[", "["));
        ObjectNode detail = node.putArray("rules").addObject();
        detail.put("rule", rule);
        detail.set("params", params);
        detail.put("description", description);
        detail.put("raw_description", rawDescription);
        return node;
    }
}
