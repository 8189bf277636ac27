package org.hospitalhub.service.payload;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbstractJsonValidator;
import com.networknt.schema.AbstractKeyword;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonValidator;
import com.networknt.schema.Keyword;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.ValidationContext;
import com.networknt.schema.ValidationMessage;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hospitalhub.rules.Field;

/** The hub's keywords that check values, for the JSON Schema validator. */
final class HubKeywords {

    private HubKeywords() {}

    /** Returns all keywords, also those that check nothing; the date is read at each check. */
    static List<Keyword> all(Supplier<LocalDate> today) {
        List<Keyword> all = new ArrayList<>(checks(today));
        SchemaWords.hubWords().stream()
                .filter(word ->
                        all.stream().noneMatch(keyword -> keyword.getValue().equals(word)))
                .map(NonValidationKeyword::new)
                .forEach(all::add);
        return all;
    }

    private static List<Keyword> checks(Supplier<LocalDate> today) {
        return List.of(
                new Word("hub:checksum", word -> {
                    Checksum checksum = Checksum.of(word, new ArrayList<>()).orElseThrow();
                    return test(value -> !value.isTextual() || checksum.fits(value.textValue()));
                }),
                new Word("hub:not-after", word -> date(word, today, (date, limit) -> !date.isAfter(limit))),
                new Word("hub:not-before", word -> date(word, today, (date, limit) -> !date.isBefore(limit))),
                new Word("hub:warn-before", word -> date(word, today, (date, limit) -> !date.isBefore(limit))),
                new Word("hub:rules", word -> {
                    List<CrossRule> rules = CrossRule.of(word);
                    return (value, root) -> broken(rules, value, root, today.get());
                }));
    }

    /** The check of a keyword: returns the violations of a value. */
    @FunctionalInterface
    private interface Check {
        List<Violation> check(JsonNode value, JsonNode root);
    }

    /**
     * One violation.
     *
     * @param within path within the keyword's value
     * @param below path below the checked value
     */
    private record Violation(List<Integer> within, List<Object> below, String key) {}

    @FunctionalInterface
    private interface Comparison {
        boolean fits(LocalDate date, LocalDate limit);
    }

    private static Check test(Function<JsonNode, Boolean> fits) {
        return (value, root) -> fits.apply(value) ? List.of() : List.of(new Violation(List.of(), List.of(), ""));
    }

    private static Check date(JsonNode word, Supplier<LocalDate> today, Comparison comparison) {
        return test(value -> !value.isTextual()
                || new Field("$", value.textValue())
                        .date()
                        .map(date -> comparison.fits(date, limit(word.asText(), today)))
                        .orElse(true));
    }

    static LocalDate limit(String word, Supplier<LocalDate> today) {
        return word.equals("today") ? today.get() : LocalDate.parse(word);
    }

    private static List<Violation> broken(List<CrossRule> rules, JsonNode value, JsonNode root, LocalDate today) {
        List<Violation> breaches = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            CrossRule.Answer answer = rules.get(i).check(value, root, today);
            if (answer != CrossRule.Answer.KEPT) {
                String key = answer == CrossRule.Answer.BROKEN ? "RULE" : "RULE_NOT_EVALUATED";
                breaches.add(new Violation(List.of(i), rules.get(i).path(), key));
            }
        }
        return breaches;
    }

    /** One keyword. */
    private static final class Word extends AbstractKeyword {

        private final Function<JsonNode, Check> reader;

        Word(String name, Function<JsonNode, Check> reader) {
            super(name);
            this.reader = reader;
        }

        @Override
        public JsonValidator newValidator(
                SchemaLocation schemaLocation,
                JsonNodePath evaluationPath,
                JsonNode schemaNode,
                JsonSchema parentSchema,
                ValidationContext validationContext) {
            return new Validator(schemaLocation, evaluationPath, this, schemaNode, reader.apply(schemaNode));
        }
    }

    /** One use of a keyword in a schema. */
    private static final class Validator extends AbstractJsonValidator {

        private final Check check;

        Validator(
                SchemaLocation schemaLocation,
                JsonNodePath evaluationPath,
                Keyword keyword,
                JsonNode schemaNode,
                Check check) {
            super(schemaLocation, evaluationPath, keyword, schemaNode);
            this.check = check;
        }

        @Override
        public Set<ValidationMessage> validate(
                ExecutionContext context, JsonNode node, JsonNode root, JsonNodePath instanceLocation) {
            Set<ValidationMessage> messages = new LinkedHashSet<>();
            for (Violation breach : check.check(node, root)) {
                messages.add(message(breach, node, instanceLocation));
            }
            return messages;
        }

        private ValidationMessage message(Violation breach, JsonNode node, JsonNodePath instanceLocation) {
            JsonNodePath evaluation = getEvaluationPath();
            for (int index : breach.within()) {
                evaluation = evaluation.append(index);
            }
            JsonNodePath instance = instanceLocation;
            for (Object element : breach.below()) {
                instance =
                        element instanceof Integer index ? instance.append(index) : instance.append(element.toString());
            }
            return ValidationMessage.builder()
                    .type(getKeyword())
                    .code(breach.key())
                    .evaluationPath(evaluation)
                    .schemaLocation(getSchemaLocation())
                    .instanceLocation(instance)
                    .instanceNode(node)
                    .schemaNode(getSchemaNode())
                    .details(Map.of("key", breach.key()))
                    .message(getKeyword())
                    .build();
        }
    }
}
