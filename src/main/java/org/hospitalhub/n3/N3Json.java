package org.hospitalhub.n3;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Optional;
import java.util.regex.Pattern;

/** A JSON object of N3, read whatever the case of its names, flat or nested in {@code patient}. */
record N3Json(JsonNode node) {

    /** Digits of no number that N3 gives are more. */
    private static final int LONGEST_NUMBER = 30;

    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,20}[.]0{1,10}");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * Reads a text; empty when it is no JSON object. A JSON object within a JSON string or alone in an array is unpacked, and the
     * quotes of the specification's samples («») are read where there are no others.
     */
    static Optional<N3Json> read(String text) {
        try {
            return object(text);
        } catch (JsonProcessingException noJson) {
            return asInTheSamples(text);
        }
    }

    /** Returns the text of an answer that is a JSON string, perhaps alone in an array; empty when it is none. */
    static Optional<String> string(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            JsonNode inner = root.size() == 1 ? only(root) : root;
            return inner.isTextual() ? Optional.of(inner.textValue()) : Optional.empty();
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    private static Optional<N3Json> object(String text) throws JsonProcessingException {
        JsonNode root = JSON.readTree(text);
        JsonNode inner = root.isTextual() ? JSON.readTree(root.textValue()) : root.size() == 1 ? only(root) : root;
        return inner.isObject() ? Optional.of(new N3Json(inner)) : Optional.empty();
    }

    private static JsonNode only(JsonNode root) {
        return root.isArray() ? root.get(0) : root;
    }

    private static Optional<N3Json> asInTheSamples(String text) {
        try {
            return text.startsWith("{") && text.indexOf('«') > 0
                    ? object(text.replace('«', '"').replace('»', '"'))
                    : Optional.empty();
        } catch (JsonProcessingException noJson) {
            return Optional.empty();
        }
    }

    /** Tells a field of the object itself. */
    JsonNode own(String name) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String candidate = names.next();
            if (candidate.equalsIgnoreCase(name)) {
                return node.get(candidate);
            }
        }
        return MissingNode.getInstance();
    }

    /** Tells a field of digits; a number that lost its leading zeros gets them back. */
    String digits(String name, int length) {
        String text = whole(value(name), text(name));
        return value(name).isNumber() && text.length() < length && !text.startsWith("-")
                ? "0".repeat(length - text.length()) + text
                : text;
    }

    /** Writes a number without fraction as its digits: {@code 11223344595.0} and {@code 1.1223344595E10} are whole numbers. */
    private static String whole(JsonNode value, String text) {
        if (!value.isNumber() && !DECIMAL.matcher(text).matches()) {
            return text;
        }
        BigDecimal number = value.isNumber() ? value.decimalValue() : new BigDecimal(text);
        boolean small =
                number.precision() - (long) number.scale() <= LONGEST_NUMBER && number.scale() <= LONGEST_NUMBER;
        if (!small || number.stripTrailingZeros().scale() > 0) {
            return text;
        }
        return number.toBigInteger().toString();
    }

    /** Tells a scalar as text, of the nested {@code patient} or of the object itself; empty text when there is none. */
    String text(String name) {
        JsonNode found = value(name);
        return found.isValueNode() && !found.isNull() ? found.asText().strip() : "";
    }

    /** Tells whether a field holds an object or a list that is not empty, where a scalar is expected. */
    boolean nested(String name) {
        JsonNode own = own(name).isMissingNode() ? new N3Json(own("patient")).own(name) : own(name);
        return !own.isEmpty();
    }

    private JsonNode value(String name) {
        JsonNode nested = new N3Json(own("patient")).own(name);
        return nested.isValueNode() && !nested.isNull() ? nested : own(name);
    }
}
