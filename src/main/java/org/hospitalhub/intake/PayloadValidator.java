package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Validates a payload for its operation and normalises it; the same for every trigger. */
final class PayloadValidator {

    private static final Logger LOG = LoggerFactory.getLogger(PayloadValidator.class);
    private static final byte[] NOTHING = "{}".getBytes(StandardCharsets.UTF_8);

    private final JsonMapper mapper;

    PayloadValidator(JsonMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Result of a validation.
     *
     * @param payload normalised payload as UTF-8 JSON, an empty object where nothing could be read
     */
    record ValidatedPayload(
            byte[] payload,
            List<Finding> findings,
            @Nullable ObjectNode question) {
        boolean refused() {
            return findings.stream().anyMatch(Finding::refuses);
        }
    }

    /**
     * Checks a payload.
     *
     * @param payload null when it could not be read
     * @param flaws what was found while it was read
     */
    ValidatedPayload validate(
            Operation operation, @Nullable JsonNode payload, List<Finding> flaws, Operation.Attachments attachments) {
        List<Finding> findings = new ArrayList<>(flaws);
        if (operation.off() != null) {
            findings.add(Finding.error("SERVICE_OFF", "$", operation.off()));
        }
        if (payload == null) {
            return new ValidatedPayload(NOTHING, List.copyOf(findings), null);
        }
        Operation.Checked checked = check(operation, payload, attachments);
        findings.addAll(checked.findings());
        return new ValidatedPayload(bytes(checked.payload()), List.copyOf(findings), checked.reuseKey());
    }

    /** Runs the operation's check. No check should throw; if one does, its record is refused and the others are processed. */
    private static Operation.Checked check(Operation operation, JsonNode payload, Operation.Attachments attachments) {
        try {
            return operation.checked(payload, attachments);
        } catch (RuntimeException e) {
            LOG.error(
                    "The check of {} failed with {}",
                    operation.name(),
                    e.getClass().getName());
            Finding finding = Finding.error("NOT_CHECKED", "$", Wording.of("NOT_CHECKED"));
            return new Operation.Checked(payload, List.of(finding), null);
        }
    }

    private byte[] bytes(JsonNode payload) {
        try {
            return mapper.writeValueAsBytes(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a payload that was read cannot be written", e);
        }
    }
}
