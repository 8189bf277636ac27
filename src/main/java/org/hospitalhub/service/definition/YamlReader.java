package org.hospitalhub.service.definition;

import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.rules.Findings;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML 1.2 into values with line numbers. Anchors and merge keys ({@code <<}) are resolved, up to a size limit. */
final class YamlReader {

    static final String CODE = "DEFINITION";

    private static final int MOST_VALUES = 100_000;
    private static final int DEEPEST = 60;

    private final String file;
    private final Findings findings;
    private int values;

    private YamlReader(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    /** Reads a file; null and a finding with the line when it is not YAML. */
    static @Nullable YamlValue read(String file, String text, Findings findings) {
        try {
            LoadSettings settings = LoadSettings.builder()
                    .setLabel(file)
                    .setCodePointLimit(2_000_000)
                    .build();
            return new Compose(settings)
                    .composeString(text)
                    .map(node -> new YamlReader(file, findings).value(node, 0))
                    .orElseGet(() -> {
                        findings.error(CODE, new Place(file, 1).toString(), "The file is empty.");
                        return null;
                    });
        } catch (MarkedYamlEngineException broken) {
            int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            findings.error(CODE, new Place(file, line).toString(), "This is not YAML: " + broken.getProblem() + ".");
        } catch (YamlEngineException | TooLarge broken) {
            findings.error(CODE, new Place(file, 1).toString(), "This is not YAML: " + broken.getMessage());
        }
        return null;
    }

    /** Thrown when a file is larger than a definition can be, because of recursive aliases or endless nesting. */
    private static final class TooLarge extends RuntimeException {
        TooLarge() {
            super("it has more than %d values, or is nested deeper than %d.".formatted(MOST_VALUES, DEEPEST));
        }
    }

    private YamlValue value(Node node, int depth) {
        if (++values > MOST_VALUES || depth > DEEPEST) {
            throw new TooLarge();
        }
        if (node instanceof MappingNode mapping) {
            return mapping(mapping, depth);
        }
        if (node instanceof SequenceNode sequence) {
            return new YamlValue.Sequence(
                    place(node),
                    sequence.getValue().stream()
                            .map(item -> value(item, depth + 1))
                            .toList());
        }
        ScalarNode scalar = (ScalarNode) node;
        return new YamlValue.Scalar(
                place(node), scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN, scalar(scalar));
    }

    private YamlValue mapping(MappingNode mapping, int depth) {
        Map<String, YamlValue> own = new LinkedHashMap<>();
        Map<String, Place> places = new LinkedHashMap<>();
        List<YamlValue.Mapping> merged = new ArrayList<>();
        for (NodeTuple field : mapping.getValue()) {
            String name = field.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
            YamlValue value = value(field.getValueNode(), depth + 1);
            if (name.equals("<<")) {
                merge(value, merged);
            } else if (own.putIfAbsent(name, value) != null) {
                findings.error(CODE, place(field.getKeyNode()).toString(), "The key " + name + " is here twice.");
            } else {
                places.put(name, place(field.getKeyNode()));
            }
        }
        for (YamlValue.Mapping base : merged) {
            base.fields().forEach(own::putIfAbsent);
            base.places().forEach(places::putIfAbsent);
        }
        return new YamlValue.Mapping(place(mapping), own, places);
    }

    private void merge(YamlValue value, List<YamlValue.Mapping> merged) {
        if (value instanceof YamlValue.Mapping mapping) {
            merged.add(mapping);
        } else if (value instanceof YamlValue.Sequence sequence) {
            sequence.items().forEach(item -> merge(item, merged));
        } else {
            findings.error(CODE, value.place().toString(), "After << stands an alias of a mapping (*name).");
        }
    }

    private static ValueNode scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return NullNode.getInstance();
        }
        if (tag.equals(Tag.BOOL)) {
            return BooleanNode.valueOf(Boolean.parseBoolean(text));
        }
        try {
            if (tag.equals(Tag.INT)) {
                return text.length() < 10 ? IntNode.valueOf(Integer.parseInt(text)) : big(text);
            }
            return tag.equals(Tag.FLOAT) ? DecimalNode.valueOf(new BigDecimal(text)) : TextNode.valueOf(text);
        } catch (NumberFormatException otherForm) {
            return TextNode.valueOf(text);
        }
    }

    private static ValueNode big(String text) {
        return BigIntegerNode.valueOf(new BigInteger(text));
    }

    private Place place(Node node) {
        return new Place(
                file, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
    }
}
