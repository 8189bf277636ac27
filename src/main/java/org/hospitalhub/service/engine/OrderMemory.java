package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.ledger.Orders;
import org.jspecify.annotations.Nullable;

/**
 * The values that the steps of one order pass to later steps through the ledger: values under the definition's names, and the
 * engine's own counters under {@code hub}. Changes are made to a copy.
 */
final class OrderMemory {

    private static final int MOST_EVENTS = 50;
    private static final String HUB = "hub";
    private static final String ORDERED = "orderedAt";
    private static final String FIRST = "firstOrderedAt";
    private static final String FITS = "fits";
    private static final String VISITS = "visits";
    private static final String UNREAD = "unread";
    private static final String PAGES = "pages";
    private static final String PAUSES = "pausesFrom";
    private static final String LAST_UPDATE = "told";
    private static final String AFTER_UPDATE = "afterTelling";
    private static final String STEP = "step";
    private static final String ANSWER = "answer";

    private final ObjectNode json;

    OrderMemory(ObjectNode memory) {
        this.json = memory.deepCopy();
    }

    ObjectNode json() {
        return json;
    }

    void put(String name, JsonNode value) {
        json.set(name, value);
    }

    /** Removes a value that an answer should have replaced and did not contain. */
    void forget(String name) {
        json.remove(name);
    }

    /** The try after which growing pauses began with the shortest one. */
    int pausesFrom() {
        return json.path(HUB).path(PAUSES).asInt(1);
    }

    void pausesFrom(int tries) {
        json.withObjectProperty(HUB).put(PAUSES, tries);
    }

    /**
     * Notes where the order stands at the service; the oldest of many are forgotten.
     *
     * @return whether that has changed
     */
    boolean progress(String state, String message, Instant at) {
        JsonNode kept = json.path(Orders.PROGRESS);
        if (!kept.isMissingNode() && !kept.isArray()) {
            // A definition remembers something else under this name.
            return false;
        }
        ArrayNode events = json.withArrayProperty(Orders.PROGRESS);
        JsonNode last = events.path(events.size() - 1);
        if (last.path("status").asText().equals(state)
                && last.path("message").asText("").equals(message)) {
            return false;
        }
        ObjectNode event = events.addObject().put("number", last.path("number").asInt(0) + 1);
        event.put("status", state);
        if (!message.isEmpty()) {
            event.put("message", message);
        }
        event.put("at", at.toString());
        if (events.size() > MOST_EVENTS) {
            events.remove(0);
        }
        return true;
    }

    /** Returns the number of the newest status update that was sent. */
    int lastUpdate() {
        return json.path(HUB).path(LAST_UPDATE).asInt(0);
    }

    void setLastUpdate(int number) {
        json.withObjectProperty(HUB).put(LAST_UPDATE, number);
    }

    /** Returns how the order continues after a status update. */
    JsonNode afterUpdate() {
        return json.path(HUB).path(AFTER_UPDATE);
    }

    /** Stores how the order continues after a status update; null removes it. */
    void setAfterUpdate(@Nullable ObjectNode then) {
        ObjectNode hub = json.withObjectProperty(HUB);
        hub.remove(AFTER_UPDATE);
        if (then != null) {
            hub.set(AFTER_UPDATE, then);
        }
    }

    /** Returns the pages of a step's answer so far, null before the first one. */
    @Nullable
    JsonNode pages(String step) {
        JsonNode pages = json.path(HUB).path(PAGES);
        return pages.path(STEP).asText().equals(step) ? pages : null;
    }

    /** Stores the pages of a step's answer so far; null removes them. */
    void pages(String step, @Nullable ObjectNode pages) {
        ObjectNode hub = json.withObjectProperty(HUB);
        hub.remove(PAGES);
        if (pages != null) {
            hub.set(PAGES, pages.put(STEP, step));
        }
    }

    /** Returns the answer of a step that is read again instead of sending its request again; empty when there is none. */
    Optional<Answer> answer(String step) {
        JsonNode kept = json.path(HUB).path(ANSWER);
        if (!kept.path(STEP).asText().equals(step)) {
            return Optional.empty();
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        kept.path("headers").properties().forEach(header -> {
            List<String> values = new ArrayList<>();
            header.getValue().forEach(value -> values.add(value.asText()));
            headers.put(header.getKey(), values);
        });
        byte[] body = Base64.getDecoder().decode(kept.path("body").asText());
        return Optional.of(new Answer(kept.path("status").asInt(), headers, body, false));
    }

    /** Stores the answer of a step whose request must not be sent again. */
    void keepAnswer(String step, Answer answer) {
        ObjectNode kept = json.withObjectProperty(HUB).putObject(ANSWER);
        kept.put(STEP, step).put("status", answer.status()).put("body", answer.body());
        ObjectNode headers = kept.putObject("headers");
        answer.headers().forEach((name, values) -> values.forEach(headers.withArrayProperty(name)::add));
    }

    void forgetAnswer() {
        if (json.path(HUB).has(ANSWER)) {
            json.withObjectProperty(HUB).remove(ANSWER);
        }
    }

    /** Returns when the service accepted the order whose answer is pending, or a default when that is not known. */
    Instant orderedAt(Instant otherwise) {
        return moment(ORDERED, otherwise);
    }

    /** Returns when the service accepted the first order, or a default when that is not known. */
    Instant firstOrderedAt(Instant otherwise) {
        return moment(FIRST, orderedAt(otherwise));
    }

    private Instant moment(String name, Instant otherwise) {
        // Orders of the previous version have these values at the top level.
        String text = json.path(HUB).path(name).asText(json.path(name).asText(""));
        try {
            return text.isEmpty() ? otherwise : Instant.parse(text);
        } catch (DateTimeException unreadable) {
            return otherwise;
        }
    }

    /** Returns whether the service is known to have accepted an order. */
    boolean isOrdered() {
        return json.path(HUB).has(ORDERED) || json.has(ORDERED);
    }

    /** Records that the service accepted an order. */
    void ordered(Instant now) {
        Instant first = isOrdered() ? firstOrderedAt(now) : now;
        ObjectNode hub = json.withObjectProperty(HUB);
        hub.put(ORDERED, now.toString()).put(FIRST, first.toString()).put(UNREAD, 0);
    }

    int unread() {
        return json.path(HUB).path(UNREAD).asInt(0);
    }

    void countUnread() {
        json.withObjectProperty(HUB).put(UNREAD, unread() + 1);
    }

    /** Returns how often a rule has fit for this order. */
    int fits(String rule) {
        return json.path(HUB).path(FITS).path(rule).asInt(0);
    }

    void countFit(String rule) {
        json.withObjectProperty(HUB).withObjectProperty(FITS).put(rule, fits(rule) + 1);
    }

    /** Returns how often the order went to a step. */
    int visits(String step) {
        return json.path(HUB).path(VISITS).path(step).asInt(0);
    }

    void countVisit(String step) {
        json.withObjectProperty(HUB).withObjectProperty(VISITS).put(step, visits(step) + 1);
    }
}
