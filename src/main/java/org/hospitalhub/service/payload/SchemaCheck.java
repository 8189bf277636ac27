package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.Patterns;
import org.hospitalhub.service.expression.WrongExpressionException;

/** Finds all errors in a schema itself: keywords, values, regular expressions, rules. */
final class SchemaCheck {

    private static final Set<String> TYPES =
            Set.of("string", "object", "array", "integer", "number", "boolean", "null");
    private static final Set<String> FORMATS = Set.of(
            "date",
            "date-time",
            "time",
            "duration",
            "email",
            "idn-email",
            "hostname",
            "idn-hostname",
            "ipv4",
            "ipv6",
            "uri",
            "uri-reference",
            "iri",
            "iri-reference",
            "uuid",
            "json-pointer",
            "relative-json-pointer",
            "regex",
            "uri-template");
    private static final Set<String> RULE_WORDS =
            Set.of("when", "unless", "code", "path", "message", "source", "severity");

    private final SchemaDocuments documents;

    SchemaCheck(SchemaDocuments documents) {
        this.documents = documents;
    }

    void check() {
        documents.byFile().forEach((file, document) -> {
            String draft = document.path("$schema").asText("2020-12");
            if (!draft.contains("2020-12")) {
                problem(
                        file,
                        "/$schema",
                        "The schema is of another draft: write https://json-schema.org/draft/2020-12/schema.");
            }
            schema(file, "", document);
        });
    }

    private void problem(String file, String pointer, String message) {
        documents.problem(file, pointer, message);
    }

    private void schema(String file, String pointer, JsonNode schema) {
        if (schema.isBoolean()) {
            return;
        }
        if (!schema.isObject()) {
            problem(file, pointer, "Here stands a schema: an object, true or false.");
            return;
        }
        schema.properties().forEach(field -> {
            String inner = pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
            word(file, inner, field.getKey(), field.getValue());
        });
    }

    private void word(String file, String pointer, String word, JsonNode value) {
        if (SchemaWords.SCHEMA.contains(word)) {
            schema(file, pointer, value);
        } else if (SchemaWords.SCHEMA_LIST.contains(word)) {
            if (!value.isArray() || value.isEmpty()) {
                problem(file, pointer, word + " is a list of schemas.");
            }
            for (int i = 0; i < value.size() && value.isArray(); i++) {
                schema(file, pointer + "/" + i, value.get(i));
            }
        } else if (SchemaWords.SCHEMA_MAP.contains(word)) {
            schemas(file, pointer, word, value);
        } else if (SchemaWords.OTHER.containsKey(word)) {
            value(file, pointer, word, value);
        } else if (!word.startsWith("x-")) {
            problem(file, pointer, "There is no word " + word + " in a schema" + SpellingHint.hint(word, words()));
        }
    }

    private static Set<String> words() {
        Set<String> words = new TreeSet<>(SchemaWords.OTHER.keySet());
        words.addAll(SchemaWords.SCHEMA);
        words.addAll(SchemaWords.SCHEMA_LIST);
        words.addAll(SchemaWords.SCHEMA_MAP);
        return words;
    }

    private void schemas(String file, String pointer, String word, JsonNode value) {
        if (!value.isObject()) {
            problem(file, pointer, word + " holds schemas by name.");
            return;
        }
        value.properties().forEach(field -> {
            String inner = pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1");
            if (word.equals("patternProperties")) {
                pattern(file, inner, field.getKey());
            }
            schema(file, inner, field.getValue());
        });
    }

    private void value(String file, String pointer, String word, JsonNode value) {
        String kind = SchemaWords.OTHER.getOrDefault(word, "a");
        boolean fits =
                switch (kind) {
                    case "n" -> value.isNumber();
                    case "t" -> value.isTextual();
                    case "b" -> value.isBoolean();
                    case "l" -> value.isArray();
                    default -> true;
                };
        if (fits) {
            content(file, pointer, word, value);
        } else {
            Map<String, String> kinds = Map.of("n", "a number.", "t", "a text.", "b", "true or false.", "l", "a list.");
            problem(file, pointer, word + " is " + kinds.get(kind));
        }
    }

    private void content(String file, String pointer, String word, JsonNode value) {
        switch (word) {
            case "type" -> types(file, pointer, value);
            case "pattern" -> pattern(file, pointer, value.textValue());
            case "format" -> oneOf(file, pointer, "format", value.textValue(), FORMATS);
            case "hub:names" -> oneOf(file, pointer, word, value.textValue(), Set.of("any-case"));
            case "hub:clean" -> clean(file, pointer, value);
            case "hub:not-after", "hub:not-before", "hub:warn-before" -> day(file, pointer, word, value.textValue());
            case "hub:severity" -> severity(file, pointer, value);
            case "hub:code" -> code(file, pointer, value.asText());
            case "hub:message" -> message(file, pointer, word, value);
            case "hub:checksum" -> checksum(file, pointer, value);
            case "hub:rules" -> rules(file, pointer, value);
            default -> {}
        }
    }

    private void checksum(String file, String pointer, JsonNode value) {
        List<String> problems = new ArrayList<>();
        Checksum.of(value, problems);
        problems.forEach(problem -> problem(file, pointer, problem));
    }

    private void types(String file, String pointer, JsonNode value) {
        if (value.isTextual()) {
            oneOf(file, pointer, "type", value.textValue(), TYPES);
        } else if (value.isArray()) {
            value.forEach(type -> oneOf(file, pointer, "type", type.asText(), TYPES));
        } else {
            problem(file, pointer, "type is a word or a list of words.");
        }
    }

    private void oneOf(String file, String pointer, String word, String value, Set<String> known) {
        if (!known.contains(value)) {
            problem(file, pointer, word + " knows no " + value + SpellingHint.hint(value, known));
        }
    }

    private void pattern(String file, String pointer, String regex) {
        try {
            Patterns.compile(regex);
        } catch (WrongExpressionException wrong) {
            problem(file, pointer, String.valueOf(wrong.getMessage()));
        }
    }

    private void clean(String file, String pointer, JsonNode value) {
        if (value.isArray()) {
            value.forEach(one -> clean(file, pointer, one));
        } else if (value.isTextual()) {
            oneOf(file, pointer, "hub:clean", value.textValue(), Cleaning.KNOWN.keySet());
        } else if (value.path("when").isTextual() && value.path("remove").isTextual()) {
            pattern(file, pointer, value.path("when").textValue());
            pattern(file, pointer, value.path("remove").textValue());
        } else {
            problem(file, pointer, "hub:clean is a name, an object with when and remove, or a list of both.");
        }
    }

    private void day(String file, String pointer, String word, String value) {
        try {
            HubKeywords.limit(value, () -> LocalDate.EPOCH);
        } catch (DateTimeException noDay) {
            problem(file, pointer, word + " is today or a date such as 1900-01-01.");
        }
    }

    private void severity(String file, String pointer, JsonNode value) {
        if (!value.path("setting").isTextual()
                && !Set.of("warning", "error", "off").contains(value.asText())) {
            problem(file, pointer, "hub:severity is warning, error, off, or {\"setting\": \"<name of a setting>\"}.");
        }
    }

    private void code(String file, String pointer, String value) {
        if (!value.matches("[A-Z][A-Z0-9_]{1,60}")) {
            problem(file, pointer, "A code has capitals, digits and _ only, such as INSURANCE_NUMBER.");
        }
    }

    private void message(String file, String pointer, String word, JsonNode value) {
        boolean languages = value.isObject()
                && !value.isEmpty()
                && value.properties().stream()
                        .allMatch(text -> text.getKey().matches("[a-z]{2,3}(-[A-Za-z]{2,4})?")
                                && text.getValue().isTextual());
        if (!value.isTextual() && !languages) {
            problem(file, pointer, word + " is a text, or texts by language: {\"en\": \"…\"}.");
        }
    }

    private void rules(String file, String pointer, JsonNode rules) {
        for (int i = 0; i < rules.size(); i++) {
            rule(file, pointer + "/" + i, rules.get(i));
        }
    }

    private void rule(String file, String pointer, JsonNode rule) {
        if (rule.has("when") == rule.has("unless")) {
            problem(
                    file,
                    pointer,
                    "A rule has either when (broken when it holds) or unless (broken when it does not hold).");
            return;
        }
        rule.fieldNames().forEachRemaining(name -> {
            if (!RULE_WORDS.contains(name)) {
                problem(file, pointer, "A rule has no key " + name + SpellingHint.hint(name, RULE_WORDS));
            }
        });
        code(file, pointer, rule.path("code").asText("RULE"));
        if (rule.has("severity")) {
            severity(file, pointer + "/severity", rule.get("severity"));
        }
        if (rule.has("message")) {
            message(file, pointer + "/message", "message", rule.get("message"));
        }
        condition(file, pointer, rule.path(rule.has("when") ? "when" : "unless").asText());
    }

    private void condition(String file, String pointer, String condition) {
        try {
            Set<String> unknown = new TreeSet<>(Expression.compile(condition).variables());
            unknown.removeAll(CrossRule.VARIABLES);
            unknown.forEach(name ->
                    problem(file, pointer, "A rule knows no variable $" + name + "; there are $payload and $today."));
        } catch (WrongExpressionException wrong) {
            problem(file, pointer, String.valueOf(wrong.getMessage()));
        }
    }
}
