package org.hospitalhub.service.payload;

import com.networknt.schema.AbsoluteIri;
import com.networknt.schema.InvalidSchemaException;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.resource.InputStreamSource;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.hospitalhub.service.expression.Patterns;

/** The checked JSON Schema of a payload: draft 2020-12 with the hub's keywords. */
public final class PayloadSchema {

    private static final String BASE = "https://schemas.hub.invalid/";

    private final SchemaDocuments documents;
    private final SchemaShape shape;

    private PayloadSchema(SchemaDocuments documents) {
        this.documents = documents;
        this.shape = new SchemaShape(documents, List.of(documents.root()));
    }

    /**
     * Reads a schema and the files to which it refers.
     *
     * @throws WrongSchemaException with all problems of the schema
     */
    public static PayloadSchema load(SchemaFiles files, String file) {
        List<SchemaProblem> problems = new ArrayList<>();
        SchemaDocuments documents = SchemaDocuments.load(files, file, problems);
        new SchemaCheck(documents).check();
        if (!problems.isEmpty()) {
            throw new WrongSchemaException(problems);
        }
        return new PayloadSchema(documents);
    }

    /** The presence of a field in payloads. */
    public enum Presence {
        /** Every payload must have it. */
        REQUIRED,
        /** Payloads may have it. */
        OPTIONAL,
        /** The schema forbids it. */
        UNKNOWN,
        /** The schema allows any field here. */
        OPEN
    }

    /** Returns whether payloads have the field at the end of a path of names. */
    public Presence presence(List<String> path) {
        SchemaShape at = shape;
        boolean required = true;
        for (String name : path) {
            if (!at.properties().contains(name)) {
                boolean closed = !at.properties().isEmpty() && at.closed();
                return closed ? Presence.UNKNOWN : Presence.OPEN;
            }
            required &= at.required().contains(name);
            at = at.property(name);
        }
        return required ? Presence.REQUIRED : Presence.OPTIONAL;
    }

    /** Returns the dotted names of all fields. */
    public List<String> fields() {
        return SchemaFields.of(shape).known();
    }

    /** Returns the names of the settings that severities depend on. */
    public Set<String> settings() {
        Set<String> names = new TreeSet<>();
        documents.byFile().values().forEach(document -> document.findValues("hub:severity").stream()
                .map(severity -> severity.path("setting").asText())
                .filter(name -> !name.isEmpty())
                .forEach(names::add));
        return names;
    }

    SchemaDocuments documents() {
        return documents;
    }

    SchemaShape shape() {
        return shape;
    }

    /** Returns the validator, which reads the date at each check. */
    JsonSchema validator(Supplier<LocalDate> today) {
        JsonMetaSchema words = JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                .keywords(HubKeywords.all(today))
                .build();
        SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .locale(Locale.ROOT)
                .formatAssertionsEnabled(true)
                .regularExpressionFactory(PayloadSchema::pattern)
                .build();
        JsonSchemaFactory factory = JsonSchemaFactory.builder(
                        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012))
                .metaSchema(words)
                .schemaLoaders(loaders -> loaders.add(this::source))
                .build();
        JsonSchema schema = factory.getSchema(
                SchemaLocation.of(BASE + documents.root().file()),
                documents.root().node(),
                config);
        schema.initializeValidators();
        return schema;
    }

    private static RegularExpression pattern(String regex) {
        com.google.re2j.Pattern pattern = Patterns.compile(regex);
        return text -> Patterns.isIn(pattern, text);
    }

    /** Returns a file of the folder; anything else, local or remote, is not read. */
    private InputStreamSource source(AbsoluteIri address) {
        String file = address.toString().startsWith(BASE) ? address.toString().substring(BASE.length()) : "";
        if (!documents.byFile().containsKey(file)) {
            throw new InvalidSchemaException(ValidationMessage.builder()
                    .message("The schema refers to " + address + ", which is not in the service's folder.")
                    .build());
        }
        byte[] text = documents.byFile().get(file).toString().getBytes(StandardCharsets.UTF_8);
        return () -> new ByteArrayInputStream(text);
    }
}
