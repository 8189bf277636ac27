package org.hospitalhub.sandbox.stub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.schibsted.spt.data.jslt.Function;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The hub's additional functions for expressions of definitions. */
final class StubFunctions {

    static final List<Function> ALL = List.of(
            new Named("digits", 1, 2, StubFunctions::digits),
            new Named("truth", 1, 1, StubFunctions::truth),
            new Named(
                    "base64",
                    1,
                    1,
                    given -> text(
                            Base64.getEncoder().encodeToString(given[0].asText().getBytes(StandardCharsets.UTF_8)))),
            new Named("file-size", 1, 1, given -> number(decoded(given[0]).length)),
            new Named("file-hash", 2, 3, StubFunctions::hash),
            new Named("list", 1, 1, StubFunctions::list),
            new Named("unbase64", 1, 1, StubFunctions::unbase64),
            new Named("iso-date", 1, 10, StubFunctions::isoDate));

    private StubFunctions() {}

    private interface Body {
        JsonNode call(JsonNode[] given);
    }

    private record Named(String name, int least, int most, Body body) implements Function {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public int getMinArguments() {
            return least;
        }

        @Override
        public int getMaxArguments() {
            return most;
        }

        @Override
        public JsonNode call(JsonNode input, JsonNode[] arguments) {
            return arguments[0].isNull() ? NullNode.getInstance() : body.call(arguments);
        }
    }

    private static JsonNode digits(JsonNode[] given) {
        String digits = given[0].asText().replaceAll("[^0-9]", "");
        boolean fits = given.length < 2 || digits.length() == given[1].asInt();
        return fits ? text(digits) : NullNode.getInstance();
    }

    private static JsonNode truth(JsonNode[] given) {
        return switch (given[0].asText().strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes" -> BooleanNode.TRUE;
            case "false", "0", "no" -> BooleanNode.FALSE;
            default -> NullNode.getInstance();
        };
    }

    private static JsonNode number(int number) {
        return JsonNodeFactory.instance.numberNode(number);
    }

    private static JsonNode list(JsonNode[] given) {
        return given[0].isArray()
                ? given[0]
                : JsonNodeFactory.instance.arrayNode().add(given[0]);
    }

    private static byte[] decoded(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asText());
    }

    private static JsonNode hash(JsonNode[] given) {
        try {
            byte[] hash = MessageDigest.getInstance(given[1].asText().toUpperCase(Locale.ROOT))
                    .digest(decoded(given[0]));
            boolean base64 = given.length > 2 && given[2].asText().equals("base64");
            return text(
                    base64
                            ? Base64.getEncoder().encodeToString(hash)
                            : HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException unknown) {
            return NullNode.getInstance();
        }
    }

    private static JsonNode unbase64(JsonNode[] given) {
        try {
            return text(new String(Base64.getDecoder().decode(given[0].asText()), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return NullNode.getInstance();
        }
    }

    private static JsonNode isoDate(JsonNode[] given) {
        for (int i = 1; i < given.length; i++) {
            try {
                return text(LocalDate.parse(given[0].asText(), DateTimeFormatter.ofPattern(given[i].asText()))
                        .toString());
            } catch (DateTimeException | IllegalArgumentException next) {
                // the next pattern is tried
            }
        }
        try {
            return text(LocalDate.parse(given[0].asText()).toString());
        } catch (DateTimeException e) {
            return NullNode.getInstance();
        }
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }
}
