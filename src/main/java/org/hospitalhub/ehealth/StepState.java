package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.hospitalhub.ledger.ClaimedStep;

/**
 * State that the steps of one order keep in the ledger, which encrypts it. Immutable: each {@code with} returns a copy.
 *
 * @param json fields: id, statuteUrl, additionalUrl, urlsUntil, initialized, signed, document, lookUps, conflict, status, asked,
 *     progress, told, followAt
 */
record StepState(ObjectNode json) {

    static StepState of(ClaimedStep work) {
        return new StepState(work.memory().deepCopy());
    }

    StepState with(String field, String value) {
        return new StepState(json.deepCopy().put(field, value));
    }

    StepState with(String field, int value) {
        return new StepState(json.deepCopy().put(field, value));
    }

    StepState with(String field, byte[] value) {
        return with(field, Base64.getEncoder().encodeToString(value));
    }

    StepState without(String field) {
        ObjectNode copy = json.deepCopy();
        copy.remove(field);
        return new StepState(copy);
    }

    String text(String field) {
        return json.path(field).asText("");
    }

    int number(String field) {
        return json.path(field).asInt(0);
    }

    byte[] bytes(String field) {
        return Base64.getDecoder().decode(text(field));
    }

    /** Returns a remembered moment; the beginning of time when there is none. */
    Instant instant(String field) {
        try {
            return json.hasNonNull(field) ? Instant.parse(text(field)) : Instant.EPOCH;
        } catch (DateTimeException unreadable) {
            return Instant.EPOCH;
        }
    }

    /** Returns the id of the contract request. */
    String id() {
        return text("id");
    }
}
