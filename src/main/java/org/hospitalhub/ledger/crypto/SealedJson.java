package org.hospitalhub.ledger.crypto;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.StoredJson;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Turns JSON that the ledger keeps into encrypted bytes and back. */
public final class SealedJson {

    /** The findings of an order whose own cannot be read. */
    public static final List<Finding> UNREADABLE =
            List.of(Finding.warning("ORDER_DAMAGED", "$", Wording.of("ORDER_DAMAGED")));

    private static final TypeReference<List<JsonNode>> FINDINGS = new TypeReference<>() {};
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    private final Seal seal;
    private final JsonMapper json = JsonMapper.builder(StoredJson.factory())
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /** Reads numbers as they were written: a double would change amounts of more than 15 digits. */
    private final ObjectReader exact = json.reader()
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    /** Encrypts with a seal. */
    public SealedJson(Seal seal) {
        this.seal = seal;
    }

    /** Returns findings encrypted; null for none. */
    public byte @Nullable [] findings(List<Finding> findings, String id) {
        return findings.isEmpty()
                ? null
                : seal.seal(bytes(findings.stream().map(WordingJson::of).toList()), id, "findings");
    }

    /** Returns decrypted findings; {@link #UNREADABLE} when they are damaged, which must not keep other orders from being read. */
    public List<Finding> findings(byte @Nullable [] sealed, String id) {
        try {
            return sealed == null
                    ? List.of()
                    : read(seal.open(sealed, id, "findings"), FINDINGS).stream()
                            .map(WordingJson::finding)
                            .toList();
        } catch (LedgerException damaged) {
            return UNREADABLE;
        }
    }

    /** Returns column names encrypted; null for none. */
    public byte @Nullable [] names(List<String> names, String id) {
        return names.isEmpty() ? null : seal.seal(bytes(names), id, "header");
    }

    /** Returns decrypted column names. */
    public List<String> names(byte @Nullable [] sealed, String id) {
        return sealed == null ? List.of() : read(seal.open(sealed, id, "header"), NAMES);
    }

    /** Returns an object encrypted for a column. */
    public byte @Nullable [] object(@Nullable ObjectNode node, String id, String column) {
        return node == null ? null : seal.seal(bytes(node), id, column);
    }

    @Nullable
    public ObjectNode object(byte @Nullable [] sealed, String id, String column) {
        if (sealed == null) {
            return null;
        }
        try {
            return (ObjectNode) exact.readTree(seal.open(sealed, id, column));
        } catch (IOException e) {
            throw new LedgerException("column %s of order %s is not JSON".formatted(column, id), e);
        }
    }

    /** Returns the part of an address that is not a column of its own; a correlation id may say something about a patient. */
    public byte @Nullable [] address(Address address, String id) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (address instanceof Address.Queue queue) {
            queue(node, queue);
            ArrayNode also = JsonNodeFactory.instance.arrayNode();
            queue.also().forEach(more -> queue(also.addObject(), more));
            if (!also.isEmpty()) {
                node.set("also", also);
            }
        } else if (address instanceof Address.Callback callback) {
            node.put("url", callback.url());
        }
        return node.isEmpty() ? null : object(node, id, "address");
    }

    private static void queue(ObjectNode node, Address.Queue queue) {
        node.put("queue", queue.queue())
                .put("correlationId", queue.correlationId())
                .put("priority", queue.priority());
        if (queue.binary()) {
            node.put("binary", true);
        }
        if (queue.temporary()) {
            node.put("temporary", true);
        }
        if (!queue.home().equals(Address.Queue.HUB)) {
            node.put("home", queue.home());
        }
    }

    private static Address.Queue queue(JsonNode node) {
        List<Address.Queue> also = new ArrayList<>();
        node.path("also").forEach(more -> also.add(queue(more)));
        return new Address.Queue(
                node.path("queue").asText(),
                node.path("correlationId").textValue(),
                node.path("binary").asBoolean(),
                node.path("priority").asInt(),
                node.path("temporary").asBoolean(),
                node.path("home").asText(Address.Queue.HUB),
                also);
    }

    /** Returns an address from its columns; one that cannot be read must not keep other orders from being read. */
    public Address address(String kind, byte @Nullable [] sealed, @Nullable String batch, long record, String id) {
        JsonNode node;
        try {
            node = sealed == null ? JsonNodeFactory.instance.objectNode() : object(sealed, id, "address");
        } catch (LedgerException damaged) {
            return new Address.Unreadable(kind);
        }
        if (node == null) {
            throw new IllegalStateException("an address is never null");
        }
        return switch (kind) {
            case "batch" -> new Address.BatchRecord(batch == null ? "" : batch, record);
            case "queue" -> queue(node);
            case "callback" -> new Address.Callback(node.path("url").asText());
            default -> new Address.Ask();
        };
    }

    /** Returns the kind of an address as its column holds it. */
    public static String kind(Address address) {
        if (address instanceof Address.Unreadable unreadable) {
            return unreadable.kind();
        }
        if (address instanceof Address.BatchRecord) {
            return "batch";
        }
        if (address instanceof Address.Queue) {
            return "queue";
        }
        return address instanceof Address.Callback ? "callback" : "ask";
    }

    /** Returns the hash of a reuse key in a form in which the order of fields does not matter. */
    public byte[] reuseKey(String operation, ObjectNode reuseKey) {
        try {
            return seal.hash(text(operation), bytes(json.treeToValue(reuseKey, Object.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a reuse key is JSON", e);
        }
    }

    /** Returns the keyed hash of operation and payload. */
    public byte[] fingerprint(String operation, byte[] payload) {
        return seal.hash(text(operation), payload);
    }

    /** Returns whether a stored fingerprint belongs to an operation and a payload, by whatever known key it was made. */
    public boolean isFingerprint(byte[] stored, String operation, byte[] payload) {
        return seal.matches(stored, text(operation), payload);
    }

    /** Returns what encrypts. */
    public Seal seal() {
        return seal;
    }

    private byte[] bytes(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the ledger keeps JSON only", e);
        }
    }

    private <T> T read(byte[] bytes, TypeReference<T> type) {
        try {
            return json.readValue(bytes, type);
        } catch (IOException e) {
            throw new LedgerException("a sealed column of the ledger is not JSON", e);
        }
    }

    private static byte[] text(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
