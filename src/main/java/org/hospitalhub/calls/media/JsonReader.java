package org.hospitalhub.calls.media;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hospitalhub.calls.media.ReadingOptions.Also;

/** Reads JSON, with the deviations that a door allows. Bounded in depth and in number of values. */
final class JsonReader {

    private static final int DEEPEST = 200;
    private static final long MOST_VALUES = 4_000_000;

    /** Heap for one value of an answer: its share of the tree, and of what is made of it. */
    private static final int BYTES_A_VALUE = 256;

    private static final int MOST_WRAPPINGS = 3;

    private final ReadingOptions reading;
    private final ObjectMapper mapper;

    JsonReader(ReadingOptions reading) {
        this.reading = reading;
        StreamReadConstraints bounds = StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxTokenCount(Math.min(MOST_VALUES, Runtime.getRuntime().maxMemory() / BYTES_A_VALUE))
                .maxStringLength(reading.mostBytes())
                .build();
        this.mapper = JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(bounds).build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                // A repeated name would lose one of its values.
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .nodeFactory(reading.anyCase() ? new CaseInsensitiveNodes() : JsonNodeFactory.instance)
                .build();
    }

    /** Reads a text; empty when it is no JSON. */
    Optional<JsonNode> read(String text) {
        Optional<JsonNode> tree = parse(text);
        if (tree.isEmpty()
                && reading.also().contains(Also.GUILLEMETS)
                && text.startsWith("{")
                && text.indexOf('«') > 0) {
            tree = parse(text.replace('«', '"').replace('»', '"'));
        }
        return tree.map(this::unwrapped).map(this::lifted);
    }

    /** Reads a sequence of values as a list; empty when one of them is no JSON. */
    Optional<JsonNode> readLines(String text) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        try (MappingIterator<JsonNode> values = mapper.readerFor(JsonNode.class).readValues(text)) {
            while (values.hasNextValue()) {
                list.add(values.nextValue());
            }
            return Optional.of(list);
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }

    /** Applies the deviations to a tree of another format: names in any case, lifted fields. */
    JsonNode shaped(JsonNode tree) {
        return lifted(reading.anyCase() ? mapper.<JsonNode>valueToTree(tree) : tree);
    }

    private Optional<JsonNode> parse(String text) {
        try {
            return Optional.ofNullable(mapper.readTree(text))
                    .filter(tree -> !tree.isMissingNode())
                    .filter(tree -> !reading.anyCase() || isUnambiguous(tree));
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    /** Returns whether no object has two values for one name in different cases: nobody knows which of them is meant. */
    private static boolean isUnambiguous(JsonNode tree) {
        Map<String, JsonNode> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            JsonNode other = names.put(field.getKey(), field.getValue());
            if (other != null && !other.equals(field.getValue())) {
                return false;
            }
        }
        for (JsonNode child : tree) {
            if (child.isContainerNode() && !isUnambiguous(child)) {
                return false;
            }
        }
        return true;
    }

    private JsonNode unwrapped(JsonNode root) {
        JsonNode tree = root;
        for (int wrapped = 0; wrapped < MOST_WRAPPINGS; wrapped++) {
            if (tree.isArray() && tree.size() == 1 && reading.also().contains(Also.SINGLE_ELEMENT_ARRAY)) {
                tree = tree.get(0);
            } else if (tree.isTextual() && reading.also().contains(Also.JSON_IN_STRING)) {
                tree = parse(tree.textValue().strip())
                        .filter(JsonNode::isContainerNode)
                        .orElse(tree);
            }
        }
        return tree;
    }

    private JsonNode lifted(JsonNode tree) {
        String lift = reading.lift();
        if (lift == null || !(tree instanceof ObjectNode root) || !(root.get(lift) instanceof ObjectNode nested)) {
            return tree;
        }
        nested.properties().forEach(field -> {
            JsonNode value = field.getValue();
            JsonNode own = root.get(field.getKey());
            if (own == null || (value.isValueNode() && !value.isNull())) {
                root.properties().removeIf(known -> isSame(known.getKey(), field.getKey()));
                root.set(field.getKey(), value);
            }
        });
        return root;
    }

    private boolean isSame(String one, String other) {
        return reading.anyCase() ? one.equalsIgnoreCase(other) : one.equals(other);
    }
}
