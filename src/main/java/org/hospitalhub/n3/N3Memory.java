package org.hospitalhub.n3;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * What the steps of one order tell each other through the ledger.
 *
 * @param id id that N3 gave, empty before
 * @param orderedAt when N3 took the present order
 * @param firstOrderedAt when N3 took the first one
 * @param reordered how many times it was ordered again
 * @param forgotten whether N3 forgot an order of ours before
 * @param unread how many answers to the present order could not be read
 */
record N3Memory(String id, Instant orderedAt, Instant firstOrderedAt, int reordered, boolean forgotten, int unread) {

    /** Reads what earlier steps left; what is missing is as of now. */
    static N3Memory of(ObjectNode memory, Instant now) {
        Instant orderedAt = moment(memory.path("orderedAt"), now);
        return new N3Memory(
                memory.path("id").asText(""),
                orderedAt,
                moment(memory.path("firstOrderedAt"), orderedAt),
                memory.path("reordered").asInt(0),
                memory.path("forgotten").asBoolean(false),
                memory.path("unread").asInt(0));
    }

    /** Remembers a new order. */
    N3Memory ordered(String newId, Instant now) {
        return new N3Memory(newId, now, id.isEmpty() ? now : firstOrderedAt, reordered, forgotten, 0);
    }

    /** Remembers that an answer could not be read. */
    N3Memory unreadable() {
        return new N3Memory(id, orderedAt, firstOrderedAt, reordered, forgotten, unread + 1);
    }

    /** Remembers that it must be ordered again. */
    N3Memory again(boolean wasForgotten) {
        return new N3Memory(id, orderedAt, firstOrderedAt, reordered + 1, forgotten || wasForgotten, unread);
    }

    ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("orderedAt", orderedAt.toString())
                .put("firstOrderedAt", firstOrderedAt.toString())
                .put("reordered", reordered)
                .put("forgotten", forgotten)
                .put("unread", unread);
    }

    private static Instant moment(JsonNode node, Instant otherwise) {
        try {
            return node.isTextual() ? Instant.parse(node.textValue()) : otherwise;
        } catch (DateTimeException unreadable) {
            return otherwise;
        }
    }
}
