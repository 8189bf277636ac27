package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.YamlValue;
import org.hospitalhub.service.expression.Expression;

/** A compiled tree with expressions. A text is an expression, except words without quotes; {@code {text: …}} is a constant text. */
@FunctionalInterface
interface Tree {

    /** Words without characters of an expression, which are constants. */
    Pattern WORDS = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_ ,:/-]*");

    /** Returns the tree with values; fields without a value are left out. */
    JsonNode of(Scope scope);

    /**
     * Compiles a tree.
     *
     * @param name name of the tree, with which messages begin the path of a field
     */
    static Tree compile(YamlValue value, SettingValues settings, String name) {
        if (value instanceof YamlValue.Mapping mapping) {
            YamlValue text = mapping.fields().size() == 1 ? mapping.get("text") : null;
            if (text != null && text.text() != null) {
                Text constant = Text.of(String.valueOf(text.text()), settings);
                return scope -> {
                    String rendered = constant.render(scope);
                    return rendered == null ? NullNode.getInstance() : TextNode.valueOf(rendered);
                };
            }
            return object(mapping, settings, name);
        }
        if (value instanceof YamlValue.Sequence sequence) {
            return array(sequence, settings, name);
        }
        return scalar((YamlValue.Scalar) value, name);
    }

    private static Tree scalar(YamlValue.Scalar scalar, String path) {
        boolean constant = !scalar.value().isTextual()
                || (scalar.plain() && WORDS.matcher(scalar.text()).matches());
        if (constant) {
            return scope -> scalar.value();
        }
        Expression expression = Expression.compile(scalar.text());
        return scope -> scope.field(path, expression);
    }

    private static Tree object(YamlValue.Mapping mapping, SettingValues settings, String path) {
        Map<String, Tree> fields = new LinkedHashMap<>();
        mapping.fields().forEach((name, value) -> fields.put(name, compile(value, settings, path + "." + name)));
        return scope -> {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            fields.forEach((name, tree) -> {
                JsonNode value = tree.of(scope);
                if (!value.isNull() && !value.isMissingNode()) {
                    object.set(name, value);
                }
            });
            return object;
        };
    }

    private static Tree array(YamlValue.Sequence sequence, SettingValues settings, String path) {
        List<Tree> items = new ArrayList<>();
        sequence.items().forEach(item -> items.add(compile(item, settings, path)));
        return scope -> {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> array.add(item.of(scope)));
            return array;
        };
    }
}
