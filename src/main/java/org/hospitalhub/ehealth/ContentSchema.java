package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.hospitalhub.rules.Findings;

/** The schema of the content that is signed (eHealth contract §3), its complaints in the service's words (eHealth contract §8.2). */
final class ContentSchema {

    private final JsonSchema schema;

    private ContentSchema(JsonSchema schema) {
        this.schema = schema;
    }

    static ContentSchema of(ContractType type) {
        String file = "/ehealth/" + type.segment() + ".schema.json";
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_PATH)
                .locale(Locale.ROOT)
                .build();
        try (InputStream text = ContentSchema.class.getResourceAsStream(file)) {
            if (text == null) {
                throw new IllegalStateException("the program lacks " + file);
            }
            return new ContentSchema(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(text, config));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void check(ContractDraft draft, Findings findings) {
        for (ValidationMessage complaint : schema.validate(draft.content())) {
            String place = complaint.getInstanceLocation().toString();
            String property = complaint.getProperty();
            boolean ofProperty = complaint.getType().equals("required")
                    || complaint.getType().equals("additionalProperties");
            // Another rule with its own source says this.
            if (!(ofProperty
                    && "contractor_divisions".equals(property)
                    && draft.type() == ContractType.REIMBURSEMENT)) {
                findings.error(
                        EhealthRule.SCHEMA.code(),
                        EhealthRule.payloadPath(ofProperty ? place + "." + property : place),
                        words(complaint));
            }
        }
    }

    private static String words(ValidationMessage complaint) {
        JsonNode rule = complaint.getSchemaNode();
        JsonNode value = complaint.getInstanceNode();
        return switch (complaint.getType()) {
            case "required" -> "required property " + complaint.getProperty() + " was not present";
            case "additionalProperties" -> "schema does not allow additional properties";
            case "type" -> "type mismatch. Expected " + expected(rule) + " but got " + kind(value);
            case "enum" -> "value is not allowed in enum";
            case "pattern" -> "string does not match pattern \"" + rule.asText() + "\"";
            case "minLength" ->
                "expected value to have a minimum length of " + rule.asText() + " but was " + length(value);
            case "maxLength" ->
                "expected value to have a maximum length of " + rule.asText() + " but was " + length(value);
            case "minItems" -> "expected a minimum of " + rule.asText() + " items but got " + value.size();
            case "multipleOf" -> "is invalid";
            case "minimum" -> "expected the value to be >= " + rule.asText();
            case "exclusiveMinimum" -> "expected the value to be > " + rule.asText();
            default -> "value does not match the schema (" + complaint.getType() + ")";
        };
    }

    private static int length(JsonNode value) {
        return value.asText().codePointCount(0, value.asText().length());
    }

    private static String expected(JsonNode rule) {
        if (!rule.isArray()) {
            return rule.asText();
        }
        StringBuilder names = new StringBuilder();
        rule.forEach(name -> names.append(names.isEmpty() ? "" : ", ").append(name.asText()));
        return names.toString();
    }

    private static String kind(JsonNode value) {
        return value.isIntegralNumber()
                ? "integer"
                : value.getNodeType() == JsonNodeType.NUMBER
                        ? "float"
                        : value.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
