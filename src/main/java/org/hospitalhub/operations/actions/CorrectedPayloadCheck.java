package org.hospitalhub.operations.actions;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
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

    private static final int MAX_DEPTH = 64;

    /** Factory with the limits of new payloads: a repeated name would lose a value, and too many values fill the memory. */
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxTokenCount(300_000)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

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
        try (JsonParser parser = STRICT.createParser(payload)) {
            JsonNode read = json.readTree(parser);
            if (read == null || parser.nextToken() != null) {
                throw new JsonParseException(parser, "not one value");
            }
            return read;
        } catch (IOException unreadable) {
            throw new InvalidCorrectionException(
                    List.of(Finding.error("NOT_JSON", "$", Wording.of("NOT_JSON.corrected"))));
        }
    }
}
