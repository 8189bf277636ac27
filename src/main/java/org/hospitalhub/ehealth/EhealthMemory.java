package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.hospitalhub.ledger.ClaimedStep;

/**
 * What the steps of one order tell each other through the ledger, which seals it. Unchanging: each {@code with} is a copy.
 *
 * @param json fields: id, statuteUrl, additionalUrl, urlsUntil, initialized, signed, document, lookUps, conflict, status, asked,
 *     progress, told, followAt
 */
record EhealthMemory(ObjectNode json) {

    static EhealthMemory of(ClaimedStep work) {
        return new EhealthMemory(work.memory().deepCopy());
    }

    EhealthMemory with(String field, String value) {
        return new EhealthMemory(json.deepCopy().put(field, value));
    }

    EhealthMemory with(String field, int value) {
        return new EhealthMemory(json.deepCopy().put(field, value));
    }

    EhealthMemory with(String field, byte[] value) {
        return with(field, Base64.getEncoder().encodeToString(value));
    }

    EhealthMemory without(String field) {
        ObjectNode copy = json.deepCopy();
        copy.remove(field);
        return new EhealthMemory(copy);
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

    /** Tells a remembered moment; the beginning of time when there is none. */
    Instant moment(String field) {
        try {
            return json.hasNonNull(field) ? Instant.parse(text(field)) : Instant.EPOCH;
        } catch (DateTimeException unreadable) {
            return Instant.EPOCH;
        }
    }

    /** Tells the id of the contract request. */
    String id() {
        return text("id");
    }
}
