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
import org.hospitalhub.rules.Wording;

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

    private static Wording words(ValidationMessage complaint) {
        JsonNode rule = complaint.getSchemaNode();
        JsonNode value = complaint.getInstanceNode();
        return switch (complaint.getType()) {
            case "required" -> Wording.of("EHEALTH_SCHEMA.required", complaint.getProperty());
            case "additionalProperties" -> Wording.of("EHEALTH_SCHEMA.additional");
            case "type" -> Wording.of("EHEALTH_SCHEMA.type", expected(rule), kind(value));
            case "enum" -> Wording.of("EHEALTH_SCHEMA.enum");
            case "pattern" -> Wording.of("EHEALTH_SCHEMA.pattern", rule.asText());
            case "minLength" -> Wording.of("EHEALTH_SCHEMA.short", rule.asText(), length(value));
            case "maxLength" -> Wording.of("EHEALTH_SCHEMA.long", rule.asText(), length(value));
            case "minItems" -> Wording.of("EHEALTH_SCHEMA.few", rule.asText(), value.size());
            case "multipleOf" -> Wording.of("EHEALTH_SCHEMA.multiple");
            case "minimum" -> Wording.of("EHEALTH_SCHEMA.least", rule.asText());
            case "exclusiveMinimum" -> Wording.of("EHEALTH_SCHEMA.more", rule.asText());
            default -> Wording.of("EHEALTH_SCHEMA.other", complaint.getType());
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
