package org.hospitalhub.ehealth;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.StoredJson;

/**
 * A stored order.
 *
 * @param operation what is asked
 * @param type kind of the contract
 * @param payload normalised payload
 */
record EhealthOrder(EhealthOperation operation, ContractType type, ObjectNode payload) {

    private static final int LONGEST_TEXT = 200_000_000;
    private static final JsonMapper MAPPER = new JsonMapper(StoredJson.factory());

    static {
        MAPPER.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LONGEST_TEXT)
                        .build());
    }

    static EhealthOrder of(ClaimedStep work) {
        EhealthOperation operation = EhealthOperation.named(work.order().operation());
        ObjectNode payload = read(work.payload());
        return new EhealthOrder(operation, type(operation, payload), payload);
    }

    private static ObjectNode read(byte[] stored) {
        try {
            return MAPPER.readTree(stored) instanceof ObjectNode object
                    ? object
                    : JsonNodeFactory.instance.objectNode();
        } catch (IOException unreadable) {
            throw new IllegalStateException("the stored payload is no JSON");
        }
    }

    private static ContractType type(EhealthOperation operation, JsonNode payload) {
        return switch (operation) {
            case CAPITATION -> ContractType.CAPITATION;
            case REIMBURSEMENT -> ContractType.REIMBURSEMENT;
            case APPROVE, TERMINATE, SIGN ->
                payload.path("contract_type").asText().equals("REIMBURSEMENT")
                        ? ContractType.REIMBURSEMENT
                        : ContractType.CAPITATION;
        };
    }

    String signer() {
        return payload.path("signer").asText("");
    }

    String legalEntity() {
        return payload.path("legal_entity").asText("");
    }

    /** Returns the content to be signed, in the one form that is signed. */
    byte[] content() {
        return bytes(payload.path("contract"));
    }

    Optional<byte[]> document(ContractDocument document) {
        JsonNode base64 = payload.path("documents").path(document.field()).path("base64");
        return base64.isTextual() ? Optional.of(Base64.getDecoder().decode(base64.asText())) : Optional.empty();
    }

    static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException impossible) {
            throw new IllegalStateException("JSON that was read cannot be written", impossible);
        }
    }
}
