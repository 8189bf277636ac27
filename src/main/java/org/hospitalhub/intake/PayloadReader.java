package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Reads one payload from bytes, strictly: UTF-8, one JSON value, every name once, within the limits. Findings say where it breaks
 * and never repeat its content.
 */
final class PayloadReader {

    private static final int MAX_NUMBER = 1_000;
    private static final int MAX_NAME = 1_000;

    /** A value costs up to a hundred bytes of memory, so that a body of 20 MB could fill a small heap. */
    private static final int MAX_VALUES = 50_000;

    private static final int MAX_VALUES_OF_LARGE = 300_000;

    private final IntakeSettings settings;
    private final JsonMapper mapper;
    private final JsonFactory factory;
    private final JsonFactory large;

    PayloadReader(IntakeSettings settings) {
        this.settings = settings;
        this.factory = factory(settings, MAX_VALUES);
        this.large = factory(settings, MAX_VALUES_OF_LARGE);
        // Numbers are sent as they were received: 1.10 stays 1.10.
        this.mapper = JsonMapper.builder(large)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    private static JsonFactory factory(IntakeSettings settings, int values) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(settings.maxDepth())
                        .maxNumberLength(MAX_NUMBER)
                        .maxNameLength(MAX_NAME)
                        .maxTokenCount(values)
                        .maxStringLength(Math.toIntExact(settings.maxLargeBody().toBytes()))
                        .build())
                .build();
    }

    /**
     * The result of reading.
     *
     * @param payload null when there is none; the findings then say why
     */
    record ReadPayload(@Nullable JsonNode payload, List<Finding> findings) {}

    /** Returns the mapper that reads and writes payloads. */
    JsonMapper mapper() {
        return mapper;
    }

    /**
     * Reads one payload.
     *
     * @param line number of the payload's first line, for the findings
     */
    ReadPayload read(String operation, byte[] given, long line) {
        if (given.length > settings.maxPayload(operation)) {
            return refused(tooLargeFinding(operation));
        }
        byte[] bytes;
        try {
            bytes = Charsets.toUtf8(given);
        } catch (CharacterCodingException e) {
            return refused(Charsets.notUtf8Finding(line));
        }
        Optional<Finding> flaw = Charsets.encodingProblem(bytes, line);
        if (flaw.isPresent()) {
            return refused(flaw.get());
        }
        int start = Charsets.hasBom(bytes) ? Charsets.BOM : 0;
        JsonFactory parsers = isLarge(operation) ? large : factory;
        try (JsonParser parser = parsers.createParser(bytes, start, bytes.length - start)) {
            return read(parser, line);
        } catch (IOException e) {
            return refused(Finding.error("NOT_JSON", "$", Wording.of("NOT_JSON")));
        }
    }

    private boolean isLarge(String operation) {
        return settings.maxPayload(operation) > settings.maxBody().toBytes();
    }

    private ReadPayload read(JsonParser parser, long line) throws IOException {
        try {
            JsonNode payload = mapper.readTree(parser);
            if (payload == null || payload.isMissingNode()) {
                return refused(Finding.error("NOT_JSON", "$", Wording.of("NOT_JSON.empty")));
            }
            if (parser.nextToken() != null) {
                return refused(Finding.error("NOT_JSON", "$", where(line, parser, Wording.of("NOT_JSON.follows"))));
            }
            return checked(payload);
        } catch (JsonProcessingException e) {
            return refused(flaw(e, parser, line));
        }
    }

    private static ReadPayload checked(JsonNode payload) {
        if (!payload.isObject()) {
            return refused(Finding.error("NOT_AN_OBJECT", "$", Wording.of("NOT_AN_OBJECT.payload")));
        }
        return NulCharacters.find(payload)
                .map(PayloadReader::refused)
                .orElseGet(() -> new ReadPayload(payload, List.of()));
    }

    /** Returns the largest payload of an operation in bytes. */
    int maxBytes(String operation) {
        return settings.maxPayload(operation);
    }

    Finding tooLargeFinding(String operation) {
        return Finding.error(
                "TOO_LARGE", "$", Wording.of("TOO_LARGE.operation", settings.maxPayload(operation), operation));
    }

    private Finding flaw(JsonProcessingException e, JsonParser parser, long line) {
        String path = path(parser.getParsingContext().pathAsPointer());
        String message = String.valueOf(e.getOriginalMessage());
        if (e instanceof StreamConstraintsException && message.contains("Token count")) {
            return Finding.error("TOO_MANY_VALUES", "$", where(line, parser, Wording.of("TOO_MANY_VALUES")));
        }
        if (e instanceof StreamConstraintsException) {
            return message.contains("nesting depth")
                    ? Finding.error(
                            "NESTING_TOO_DEEP",
                            "$",
                            where(line, parser, Wording.of("NESTING_TOO_DEEP", settings.maxDepth())))
                    : Finding.error("VALUE_TOO_LONG", path, where(line, parser, Wording.of("VALUE_TOO_LONG")));
        }
        // Jackson has no exception of its own for duplicate names.
        if (message.startsWith("Duplicate ")) {
            return Finding.error("DUPLICATE_KEY", path, where(line, parser, Wording.of("DUPLICATE_KEY")));
        }
        return Finding.error("NOT_JSON", "$", where(line, parser, Wording.of("NOT_JSON.breaks")));
    }

    private static Wording where(long line, JsonParser parser, Wording what) {
        var location = parser.currentLocation();
        return Wording.of("PLACE.column", line + location.getLineNr() - 1, location.getColumnNr(), what);
    }

    private static String path(JsonPointer pointer) {
        StringBuilder path = new StringBuilder("$");
        for (JsonPointer at = pointer; !at.matches(); at = at.tail()) {
            path.append(at.mayMatchElement() ? "[" + at.getMatchingIndex() + "]" : "." + at.getMatchingProperty());
        }
        return path.toString();
    }

    private static ReadPayload refused(Finding finding) {
        return new ReadPayload(null, List.of(finding));
    }
}
