package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import java.util.List;
import java.util.Set;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/** Checks payloads by a JSON Schema and reports all violations at once, each with code, path, severity and texts. */
public final class PayloadCheck implements Operation.Check {

    private final PayloadSchema schema;
    private final JsonSchema validator;
    private final SchemaFindings findings;
    private final @Nullable ReuseKey reuse;
    private final SchemaFields fields;

    /**
     * Creates the check.
     *
     * @param reuse key by which requests are equal; null when answers are not reused
     */
    public PayloadCheck(PayloadSchema schema, @Nullable ReuseKey reuse, PayloadContext context) {
        this.schema = schema;
        this.validator = schema.validator(context::today);
        this.findings = new SchemaFindings(schema.documents(), context);
        this.reuse = reuse;
        this.fields = SchemaFields.of(schema.shape());
    }

    @Override
    public Operation.Columns columns() {
        return new Operation.Columns(fields.known(), fields.required());
    }

    @Override
    public Set<String> texts() {
        return fields.texts();
    }

    @Override
    public Set<String> verbatim() {
        return fields.verbatim();
    }

    @Override
    public Operation.Checked check(JsonNode payload, Operation.Attachments attachments) {
        Result result = check(payload);
        boolean refused = result.findings().stream().anyMatch(Finding::refuses);
        return new Operation.Checked(
                refused ? payload : result.payload(),
                result.findings(),
                refused || reuse == null ? null : reuse.of(result.payload()));
    }

    /**
     * The result of a check.
     *
     * @param payload payload to send, if no finding is an error
     */
    public record Result(JsonNode payload, List<Finding> findings) {}

    /** Checks a payload. */
    public Result check(JsonNode payload) {
        Normalised normalised = Normaliser.of(schema.shape(), payload);
        return new Result(normalised.sent(), findings.of(validator.validate(normalised.tree()), normalised));
    }
}
