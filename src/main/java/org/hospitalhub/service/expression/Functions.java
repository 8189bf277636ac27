package org.hospitalhub.service.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.schibsted.spt.data.jslt.Function;
import com.schibsted.spt.data.jslt.JsltException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.calls.media.XmlDocument;

/** The hub's functions for expressions, and JSLT's functions with regular expressions on RE2/J. */
final class Functions {

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}(\\.[0-9]{1,40})?([eE]\\+?[0-9]{1,2})?");
    private static final int LONGEST_NUMBER = 40;

    static final List<Function> ALL = all();

    private Functions() {}

    private static List<Function> all() {
        List<Function> all = new ArrayList<>(RegexFunctions.ALL);
        all.addAll(FileFunctions.ALL);
        all.add(new NamedFunction("digits", 2, 2, given -> digits(given[0], given[1].asInt())));
        all.add(NamedFunction.of("truth", Functions::truth));
        all.add(NamedFunction.of("list", Functions::list));
        all.add(NamedFunction.of("base64", Functions::base64));
        all.add(NamedFunction.of("unbase64", Functions::unbase64));
        all.add(new NamedFunction("element", 2, 2, given -> element(given[0], given[1])));
        all.add(new NamedFunction("iso-date", 1, 10, given -> isoDate(given)));
        all.add(new NamedFunction(
                "before",
                2,
                2,
                given -> BooleanNode.valueOf(date(given[0])
                        .flatMap(first -> date(given[1]).map(first::isBefore))
                        .orElse(false))));
        all.add(new NamedFunction("years", 2, 2, given -> between(ChronoUnit.YEARS, given)));
        all.add(new NamedFunction("days", 2, 2, given -> between(ChronoUnit.DAYS, given)));
        return List.copyOf(all);
    }

    /** Returns a number or text as digits: leading zeros that a JSON number lost are restored, spaces and hyphens removed. */
    private static JsonNode digits(JsonNode value, int length) {
        if (!value.isValueNode() || value.isNull()) {
            return NullNode.getInstance();
        }
        String text = whole(value);
        if (value.isNumber() && text.length() < length && !text.startsWith("-")) {
            text = "0".repeat(length - text.length()) + text;
        }
        if (text.startsWith("-")) {
            return TextNode.valueOf(text);
        }
        String plain = text.replaceAll("[\\s\\p{Z}\\p{Pd}]", "");
        String digits = plain.matches("[0-9]+") ? plain : text;
        return digits.isEmpty() ? NullNode.getInstance() : TextNode.valueOf(digits);
    }

    private static String whole(JsonNode value) {
        String text = value.asText().strip();
        if (!value.isNumber() && !DECIMAL.matcher(text).matches()) {
            return text;
        }
        if (!value.isNumber() && text.matches("[0-9]+")) {
            return text;
        }
        BigDecimal number = value.isNumber() ? value.decimalValue() : new BigDecimal(text);
        boolean small =
                number.precision() - (long) number.scale() <= LONGEST_NUMBER && number.scale() <= LONGEST_NUMBER;
        return small && number.stripTrailingZeros().scale() <= 0
                ? number.toBigInteger().toString()
                : text;
    }

    /** Returns the boolean for the usual words (true, 1, yes, да, так, …), null for anything else. */
    private static JsonNode truth(JsonNode value) {
        if (value.isBoolean()) {
            return value;
        }
        return switch (whole(value).toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "y", "да", "так" -> BooleanNode.TRUE;
            case "false", "0", "no", "n", "нет", "ні", "не" -> BooleanNode.FALSE;
            default -> NullNode.getInstance();
        };
    }

    /** Returns a list unchanged, nothing as an empty list, and any other value as a list of one: XML has no list of one element. */
    private static JsonNode list(JsonNode value) {
        if (value.isArray()) {
            return value;
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        return value.isNull() || value.isMissingNode() ? list : list.add(value);
    }

    private static JsonNode element(JsonNode text, JsonNode name) {
        return XmlDocument.element(text.asText(), name.asText())
                .<JsonNode>map(TextNode::valueOf)
                .orElse(NullNode.getInstance());
    }

    private static JsonNode base64(JsonNode value) {
        if (value.isNull()) {
            return value;
        }
        String text = value.isTextual() ? value.textValue() : value.toString();
        return TextNode.valueOf(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode unbase64(JsonNode value) {
        if (value.isNull()) {
            return value;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(value.asText().replaceAll("\\s", ""));
            return TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException noBase64) {
            throw new JsltException("unbase64: the text is not base64");
        }
    }

    /** Returns the date in the first pattern that reads the whole text ({@code dd.MM.yyyy}), null when none does. */
    private static JsonNode isoDate(JsonNode[] given) {
        String text = given[0].asText().strip();
        if (given.length == 1) {
            return date(TextNode.valueOf(text.length() > 10 ? text.substring(0, 10) : text))
                    .<JsonNode>map(date -> TextNode.valueOf(date.toString()))
                    .orElse(NullNode.getInstance());
        }
        for (int i = 1; i < given.length; i++) {
            Optional<LocalDate> date = date(text, given[i].asText());
            if (date.isPresent()) {
                return TextNode.valueOf(date.get().toString());
            }
        }
        return NullNode.getInstance();
    }

    private static Optional<LocalDate> date(String text, String pattern) {
        try {
            DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ROOT)
                    .withResolverStyle(ResolverStyle.STRICT);
            return Optional.of(LocalDate.parse(text, format));
        } catch (DateTimeException anotherPattern) {
            return Optional.empty();
        } catch (IllegalArgumentException noPattern) {
            throw new JsltException("iso-date: " + pattern + " is no date pattern", noPattern);
        }
    }

    private static JsonNode between(ChronoUnit unit, JsonNode[] given) {
        return date(given[0])
                .flatMap(from -> date(given[1]).<JsonNode>map(to -> LongNode.valueOf(unit.between(from, to))))
                .orElse(NullNode.getInstance());
    }

    private static Optional<LocalDate> date(JsonNode value) {
        if (!value.isTextual() || !value.textValue().matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(value.textValue()));
        } catch (DateTimeException notInTheCalendar) {
            return Optional.empty();
        }
    }
}
