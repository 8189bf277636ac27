package org.hospitalhub.service.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import java.util.List;

/** JSLT's functions with regular expressions, implemented in linear time. */
final class RegexFunctions {

    static final List<Function> ALL = List.of(
            new NamedFunction("test", 2, 2, RegexFunctions::test),
            new NamedFunction("capture", 2, 2, RegexFunctions::capture),
            new NamedFunction("split", 2, 2, RegexFunctions::split),
            new NamedFunction("replace", 3, 3, RegexFunctions::replace));

    private RegexFunctions() {}

    private static JsonNode test(JsonNode[] given) {
        return given[0].isNull()
                ? BooleanNode.FALSE
                : BooleanNode.valueOf(
                        pattern(given[1]).matcher(subject(given[0])).find());
    }

    private static JsonNode capture(JsonNode[] given) {
        if (given[0].isNull()) {
            return given[0];
        }
        ObjectNode groups = JsonNodeFactory.instance.objectNode();
        Pattern pattern = pattern(given[1]);
        Matcher matcher = pattern.matcher(subject(given[0]));
        if (matcher.find()) {
            pattern.namedGroups().keySet().forEach(name -> {
                String group = matcher.group(name);
                if (group != null) {
                    groups.put(name, group);
                }
            });
        }
        return groups;
    }

    private static JsonNode split(JsonNode[] given) {
        if (given[0].isNull()) {
            return given[0];
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (String part : pattern(given[1]).split(subject(given[0]))) {
            parts.add(part);
        }
        return parts;
    }

    private static JsonNode replace(JsonNode[] given) {
        return given[0].isNull()
                ? given[0]
                : TextNode.valueOf(pattern(given[1]).matcher(subject(given[0])).replaceAll(text(given[2])));
    }

    private static Pattern pattern(JsonNode regex) {
        try {
            return Patterns.compile(text(regex));
        } catch (WrongExpressionException wrong) {
            throw new JsltException(wrong.getMessage());
        }
    }

    private static String subject(JsonNode value) {
        String text = text(value);
        if (Patterns.isTooLong(text)) {
            throw new JsltException("the text is too long for a regular expression");
        }
        return text;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
