package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Converts the texts of CSV cells to the types of a schema. */
final class TypedText {

    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,30}");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

    private TypedText() {}

    /** Returns the value in one of the types, null when the text is none of them. */
    static @Nullable JsonNode read(String text, Set<String> types) {
        if (types.contains("integer") || types.contains("number")) {
            if (INTEGER.matcher(text).matches()) {
                return text.length() < 10
                        ? IntNode.valueOf(Integer.parseInt(text))
                        : BigIntegerNode.valueOf(new BigInteger(text));
            }
            if (NUMBER.matcher(text).matches()) {
                return DecimalNode.valueOf(new BigDecimal(text));
            }
        }
        if (types.contains("boolean")) {
            return switch (text.toLowerCase(Locale.ROOT)) {
                case "true" -> BooleanNode.TRUE;
                case "false" -> BooleanNode.FALSE;
                default -> null;
            };
        }
        return null;
    }
}
