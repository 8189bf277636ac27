package org.hospitalhub.service.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Operation.Attachments;
import org.hospitalhub.ledger.Operation.Checked;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.service.expression.Expression;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payloads checked by schemas as an integrator writes them. */
class PayloadCheckTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));

    private static PayloadCheck check(String schema, Map<String, String> settings) {
        PayloadContext context = new PayloadContext(settings::get, CLOCK, ZoneOffset.UTC);
        return new PayloadCheck(
                PayloadSchema.load(Map.of("x.schema.json", schema)::get, "x.schema.json"), null, context);
    }

    private static Checked checked(String schema, String payload) {
        return check(schema, Map.of()).check(json(payload), Attachments.NONE);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static List<String> words(Checked checked) {
        return checked.findings().stream()
                .map(finding -> finding.severity() + " " + finding.code() + " " + finding.path())
                .toList();
    }

    /** A field {@code a} with some words of JSON Schema. */
    private static String field(String words) {
        return "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"a\":{" + words + "}}}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "type": "string"                            | true         | NOT_A_TEXT      | must be a text
            "type": "integer"                           | "12x"        | NOT_AN_INTEGER  | must be a whole number
            "type": "integer"                           | "1.5"        | NOT_AN_INTEGER  | must be a whole number
            "type": "number"                            | "1,5"        | NOT_A_NUMBER    | with a point before decimals
            "type": "boolean"                           | "yes"        | NOT_A_BOOLEAN   | must be true or false
            "type": "array"                             | "x"          | NOT_A_LIST      | must be a list
            "type": "object"                            | "x"          | NOT_AN_OBJECT   | must be a JSON object
            "type": ["integer", "boolean"]              | "x"          | WRONG_TYPE      | possible are integer, boolean
            "maxLength": 2                              | "abc"        | TOO_LONG        | at most 2 characters
            "minLength": 2                              | "a"          | TOO_SHORT       | at least 2 characters
            "pattern": "^[0-9]+$"                       | "a"          | FORMAT          | ^[0-9]+$
            "enum": ["x", "y"]                          | "a"          | NOT_ALLOWED     | possible are: x, y
            "const": "x"                                | "a"          | NOT_ALLOWED     | possible are: x
            "not": {"const": "a"}                       | "a"          | NOT_ALLOWED     | not allowed here
            "type": "integer", "minimum": 2             | 1            | TOO_SMALL       | at least 2
            "type": "integer", "exclusiveMinimum": 2    | 2            | TOO_SMALL       | greater than 2
            "type": "integer", "maximum": 2             | 3            | TOO_LARGE       | at most 2
            "type": "number", "exclusiveMaximum": 2     | 2            | TOO_LARGE       | less than 2
            "type": "number", "multipleOf": 5           | 7            | NOT_A_MULTIPLE  | multiple of 5
            "type": "array", "minItems": 2              | [1]          | TOO_FEW         | at least 2 entries
            "type": "array", "maxItems": 1              | [1, 2]       | TOO_MANY        | at most 1 entry
            "type": "array", "uniqueItems": true        | [1, 1]       | DUPLICATE_ITEM  | an entry twice
            "type": "array", "contains": {"const": 3}   | [1]          | MISSING_ITEM    | required entry is missing
            "type": "object", "minProperties": 1        | {}           | TOO_FEW_FIELDS  | at least 1 field
            "type": "object", "maxProperties": 0        | {"b": 1}     | TOO_MANY_FIELDS | at most 0 fields
            "format": "date"                            | "31.12.2020" | DATE_FORMAT     | YYYY-MM-DD
            "format": "date"                            | "2021-02-29" | DATE_NOT_EXISTING | no such day
            "format": "date-time"                       | "2021-02-28" | FORMAT          | 2026-11-30T10:15:00Z
            "format": "email"                           | "x@@y"       | FORMAT          | no e-mail address
            "format": "uuid"                            | "x"          | FORMAT          | no UUID
            "hub:not-after": "2020-01-01"               | "2020-01-02" | DATE_TOO_LATE   | after 2020-01-01
            "hub:not-after": "today"                    | "2026-11-22" | DATE_IN_FUTURE  | in the future
            "hub:not-before": "2020-01-01"              | "2019-12-31" | DATE_TOO_EARLY  | before 2020-01-01
            "hub:checksum": "luhn"                      | "18"         |                 |
            "hub:checksum": "luhn"                      | "19"         | CHECK_DIGIT     | a digit is mistyped
            "hub:plain-text": true                      | "a\\u0000b"  | CONTROL_CHARACTER | control characters
            "anyOf": [{"const": "x"}, {"pattern": "^y"}] | "a"         | FORMAT          | ^y
            "pattern": "^x", "hub:code": "XX", "hub:message": "Begin with x." | "a" | XX | Begin with x.
            """)
    void everyWordOfASchemaSaysInASentenceWhatToDo(String words, String value, String code, String sentence) {
        Checked checked = checked(field(words), "{\"a\":" + value + "}");
        if (code == null) {
            assertThat(checked.findings()).isEmpty();
            return;
        }
        assertThat(checked.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.path()).isEqualTo("$.a");
            assertThat(finding.message()).contains(sentence).doesNotContain("{0}");
        });
    }

    @Test
    void aMessageIsSaidInTheLanguageAskedForWhereTheSchemaHasIt() {
        String schema =
                field("\"pattern\":\"^x\",\"hub:message\":{\"en\":\"Begin with x.\",\"de\":\"Mit x beginnen.\"}");
        assertThat(checked(schema, "{\"a\":\"b\"}").findings())
                .extracting(
                        finding -> finding.message(Languages.of("de")), finding -> finding.message(Languages.of("bg")))
                .containsExactly(org.assertj.core.groups.Tuple.tuple("Mit x beginnen.", "Begin with x."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "type": "integer"            | "12"          | 12
            "type": "integer"            | " 12 "        | 12
            "type": "number"             | "1.50"        | 1.50
            "type": "boolean"            | "TRUE"        | true
            "type": "string"             | 12            | "12"
            "type": ["string", "null"]   | null          | null
            "type": "string", "hub:verbatim": true | " x " | " x "
            "type": "string", "hub:clean": "upper-case" | " ab " | "AB"
            "type": "string", "hub:clean": ["one-space", "hyphens"] | "a  –  b" | "a - b"
            "type": "string", "hub:clean": "digits" | "12-34 5" | "12345"
            "type": "string", "hub:clean": "digits" | "12-34 x" | "12-34 x"
            "type": "array", "items": {"type": "integer"} | {"1": "7", "2": "8"} | [7,8]
            """)
    void aTextIsReadAsTheSchemasTypeSays(String words, String given, String expected) {
        assertThat(checked(field(words), "{\"a\":" + given + "}").payload().path("a"))
                .hasToString(expected);
    }

    @Test
    void aFieldInAListThatACsvFileNamesByItsPlaceKeepsThatNameInFindings() {
        String schema = field("\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"c\"],"
                + "\"properties\":{\"c\":{\"type\":\"string\",\"pattern\":\"^x\"}}}");
        assertThat(words(checked(schema, "{\"a\":{\"1\":{\"c\":\"x\"},\"2\":{\"c\":\"y\"}}}")))
                .containsExactly("ERROR FORMAT $.a['2'].c");
    }

    @Test
    void ofSeveralBranchesTheNearestIsReported() {
        String schema =
                "{\"oneOf\":[{\"type\":\"object\",\"required\":[\"kind\",\"iban\"],\"properties\":{\"kind\":{\"const\":\"bank\"},"
                        + "\"iban\":{\"type\":\"string\",\"hub:checksum\":\"iban\"}}},{\"type\":\"object\",\"required\":[\"kind\"],"
                        + "\"properties\":{\"kind\":{\"const\":\"cash\"}}}]}";
        assertThat(words(checked(schema, "{\"kind\":\"bank\",\"iban\":\"DE88370400440532013000\"}")))
                .containsExactly("ERROR CHECK_DIGIT $.iban");
        assertThat(checked(schema, "{\"kind\":\"cash\"}").findings()).isEmpty();
    }

    @Test
    void aRuleBetweenFieldsHoldsInEveryItemAndWaitsForItsFields() {
        String schema = field(
                "\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"from\"],\"properties\":{"
                        + "\"from\":{\"type\":\"string\",\"format\":\"date\"},\"to\":{\"type\":\"string\",\"format\":\"date\"}},"
                        + "\"hub:rules\":[{\"when\":\"before(.to, .from)\",\"code\":\"PERIOD\",\"path\":\"$.to\",\"message\":\"Ends before it begins.\"}]}");
        assertThat(words(checked(
                        schema,
                        "{\"a\":[{\"from\":\"2020-01-02\",\"to\":\"2020-01-03\"},{\"from\":\"2020-01-02\",\"to\":\"2020-01-01\"},"
                                + "{\"from\":\"x\",\"to\":\"2020-01-01\"}]}")))
                .containsExactlyInAnyOrder("ERROR PERIOD $.a[1].to", "ERROR DATE_FORMAT $.a[2].from");
    }

    @ParameterizedTest
    @CsvSource({"true, ERROR", "false, WARNING", "off, ", "warning, WARNING"})
    void aSettingDecidesHowStrictARuleIs(String value, String severity) {
        PayloadCheck check =
                check(field("\"pattern\":\"^x\",\"hub:severity\":{\"setting\":\"strict\"}"), Map.of("strict", value));
        assertThat(check.check(json("{\"a\":\"b\"}")).findings())
                .extracting(finding -> finding.severity().name())
                .isEqualTo(severity == null ? List.of() : List.of(severity));
    }

    @Test
    void theHeaderOfACsvFileFindsItsFields() {
        PayloadCheck check = check("""
                {"type": "object", "required": ["number", "patient"], "properties": {
                  "number": {"type": "string"}, "note": {"type": "string", "hub:verbatim": true},
                  "old": {"hub:left-out": true},
                  "patient": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "city": {}}},
                  "items": {"type": "array", "items": {"type": "object", "properties": {"text": {"hub:verbatim": true}}}}}}
                """, Map.of());
        assertThat(check.columns().known()).containsExactly("number", "note", "patient.name", "patient.city", "items");
        assertThat(check.columns().required()).containsExactly("number", "patient.name");
        assertThat(check.texts()).containsExactlyInAnyOrder("number", "note");
        assertThat(check.verbatim()).containsExactlyInAnyOrder("note", "text");
    }

    @Test
    void theReuseKeyHasTheComparedValuesInAnySpelling() {
        PayloadSchema schema = PayloadSchema.load(Map.of("x", field("\"type\":\"string\""))::get, "x");
        ReuseKey key = new ReuseKey(List.of(Expression.compile(".a")), List.of("upper-case", "Ё=Е"));
        PayloadCheck check = new PayloadCheck(schema, key, new PayloadContext(name -> null, CLOCK, ZoneOffset.UTC));
        assertThat(check.check(json("{\"a\":\"Пётр\"}"), Attachments.NONE).reuseKey())
                .isNotNull()
                .isEqualTo(check.check(json("{\"a\":\" ПЕТР \"}"), Attachments.NONE)
                        .reuseKey());
    }

    @Test
    void aPayloadThatIsNestedWithoutEndIsRefused() {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}";
        String deep = "{\"a\":".repeat(300) + "{}" + "}".repeat(300);
        assertThat(words(checked(schema, deep))).singleElement().asString().startsWith("ERROR TOO_DEEP");
    }

    @Test
    void aRegularExpressionThatBacktracksElsewhereTakesNoTimeHere() {
        String text = "a".repeat(100_000) + "!";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThat(
                        words(checked(field("\"pattern\":\"^(a+)+$\""), "{\"a\":\"" + text + "\"}")))
                .containsExactly("ERROR FORMAT $.a"));
    }

    @Test
    void aListOfManyWrongItemsGivesAReadableNumberOfFindings() {
        String items = "\"x\",".repeat(5000) + "\"x\"";
        assertThat(checked(field("\"type\":\"array\",\"items\":{\"type\":\"integer\"}"), "{\"a\":[" + items + "]}")
                        .findings())
                .hasSizeLessThanOrEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"properties": {"a": {"$ref": "https://example.org/x.json"}}}  | leaves the service's folder
            {"properties": {"a": {"$ref": "../x.json"}}}                   | leaves the service's folder
            {"properties": {"a": {"$ref": "y.schema.json"}}}               | There is no file y.schema.json
            {"properties": {"a": {"$ref": "#/$defs/b"}}}                   | names nothing
            {"properties": {"a": {"pattern": "(?=a)"}}}                    | Look-ahead
            {"properties": {"a": {"type": "strng"}}}                       | did you mean string?
            {"properties": {"a": {"format": "datum"}}}                     | format knows no datum
            {"properties": {"a": {"maxLenght": 3}}}                        | did you mean maxLength?
            {"properties": {"a": {"maxLength": "3"}}}                      | maxLength is a number
            {"properties": {"a": {"hub:clean": "digit"}}}                  | did you mean digits?
            {"properties": {"a": {"hub:checksum": "lunn"}}}                | did you mean luhn?
            {"properties": {"a": {"hub:checksum": {"weights": [1]}}}}      | has weights
            {"properties": {"a": {"hub:severity": "warn"}}}                | warning, error, off
            {"properties": {"a": {"hub:not-after": "tomorrow"}}}           | is today or a date
            {"properties": {"a": {"hub:code": "lower"}}}                   | capitals
            {"hub:rules": [{"code": "A"}]}                                 | either when
            {"hub:rules": [{"when": ".a ==", "code": "A"}]}                | ends too early
            {"hub:rules": [{"when": "$order.id", "code": "A"}]}            | knows no variable $order
            {"$schema": "http://json-schema.org/draft-07/schema#"}         | another draft
            {"type": "object",                                             | not JSON
            []                                                             | A schema is a JSON object
            """)
    void aWrongSchemaSaysWhatIsWrong(String schema, String why) {
        assertThatThrownBy(() -> PayloadSchema.load(Map.of("x", schema)::get, "x"))
                .isInstanceOf(WrongSchemaException.class)
                .hasMessageContaining(why);
    }
}
