package org.hospitalhub.operations.actions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;

/** Validates a payload that an operator corrected, by the same rules as a new one. */
public final class CorrectedPayloadCheck {

    private final Operations operations;
    private final ObjectMapper json;

    public CorrectedPayloadCheck(Operations operations, ObjectMapper json) {
        this.operations = operations;
        this.json = json;
    }

    /** Returns the normalised payload, or throws with all findings. */
    byte[] checked(String operation, byte[] payload) {
        Operation.Checked checked = operations
                .find(operation)
                .orElseThrow(() -> new NotFoundException(Wording.of("HTTP.no-operation", operation)))
                .checked(read(payload), Operation.Attachments.NONE);
        if (checked.refused()) {
            throw new InvalidCorrectionException(checked.findings());
        }
        try {
            return json.writeValueAsBytes(checked.payload());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree can always be written", impossible);
        }
    }

    private JsonNode read(byte[] payload) {
        try {
            return json.readTree(payload);
        } catch (IOException unreadable) {
            throw new InvalidCorrectionException(
                    List.of(Finding.error("NOT_JSON", "$", Wording.of("NOT_JSON.corrected"))));
        }
    }
}
