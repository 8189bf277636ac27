package org.hospitalhub.service.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.definition.OperationDefinition.Example;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.YamlValue;
import org.hospitalhub.service.payload.AttachmentCheck;
import org.hospitalhub.service.payload.PayloadCheck;
import org.hospitalhub.service.payload.PayloadContext;
import org.hospitalhub.service.payload.PayloadSchema;
import org.hospitalhub.service.payload.SpellingHint;
import org.jspecify.annotations.Nullable;

/** Checks examples: payloads must match the schema, answers must belong to known steps, and the end must be possible. */
final class ExampleRules {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, Set<String>> ENDS = Map.of(
            "completed", Set.of("done"),
            "refused", Set.of("refused"),
            "parked", Set.of("park", "unsure", "retry", "limited"));
    private static final Set<String> ANSWER = Set.of("status", "headers", "body");

    private final InstantSource clock;

    ExampleRules(InstantSource clock) {
        this.clock = clock;
    }

    void check(OperationScope own) {
        Set<String> names = new HashSet<>();
        for (Example example : own.operation().examples()) {
            if (!names.add(example.name())) {
                own.wrong(example.place(), "Two examples are called " + example.name() + "; give each an own name.");
            }
            check(own, example);
        }
    }

    private void check(OperationScope own, Example example) {
        List<Finding> errors = errors(own, example);
        boolean refusedAtOnce =
                example.ends().equals("refused") && example.answers().isEmpty();
        if (!refusedAtOnce) {
            errors.forEach(error -> own.wrong(
                    example.place(),
                    "The payload of the example " + example.name() + " does not fit its schema: " + error.path() + " "
                            + error.code() + ": " + error.wording()));
        } else if (errors.isEmpty() && own.schema() != null) {
            own.wrong(
                    example.place(),
                    "The example " + example.name()
                            + " ends refused and has no answer, but its payload fits the schema.");
        }
        answers(own, example);
        if (!refusedAtOnce) {
            ends(own, example);
        }
    }

    private List<Finding> errors(OperationScope own, Example example) {
        JsonNode payload = payload(own, example);
        PayloadSchema schema = own.schema();
        if (payload == null || schema == null) {
            return List.of();
        }
        PayloadContext context = new PayloadContext(name -> setting(own, name), clock, ZoneOffset.UTC);
        return new PayloadCheck(schema, null, context)
                        .check(AttachmentCheck.without(
                                payload, own.operation().attachments().keySet()))
                        .findings()
                        .stream()
                        .filter(Finding::refuses)
                        .toList();
    }

    private static @Nullable String setting(OperationScope own, String name) {
        Setting setting = own.scope().definition().settings().get(name);
        return setting == null ? null : setting.defaultValue();
    }

    private static @Nullable JsonNode payload(OperationScope own, Example example) {
        if (example.payload() != null) {
            return example.payload().tree();
        }
        String file = example.payloadFile();
        if (file == null) {
            return null;
        }
        String text = own.scope().definition().folder().text(file);
        if (text == null) {
            own.wrong(
                    example.place(),
                    "There is no file " + file + " in the folder"
                            + SpellingHint.hint(
                                    file,
                                    own.scope().definition().folder().files().keySet()));
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            own.wrong(example.place(), "The file " + file + " is no JSON.");
            return null;
        }
    }

    private static void answers(OperationScope own, Example example) {
        example.answers().forEach((step, answers) -> {
            if (!step.isEmpty()) {
                own.step(example.place(), "The example " + example.name() + " answers the step", step, false);
            }
            answers.forEach(answer -> answer(own, example, answer));
        });
    }

    private static void answer(OperationScope own, Example example, YamlValue answer) {
        YamlValue status = answer.get("status");
        if (status == null || status.text() == null || !status.text().matches("[1-5][0-9]{2}")) {
            own.wrong(answer.place(), "An answer of the example " + example.name() + " has a status such as 200.");
        }
        if (answer instanceof YamlValue.Mapping mapping) {
            mapping.fields().keySet().stream()
                    .filter(key -> !ANSWER.contains(key))
                    .forEach(key -> own.wrong(
                            mapping.places().getOrDefault(key, answer.place()),
                            "An answer has no key " + key + SpellingHint.hint(key, ANSWER)));
        }
    }

    private static void ends(OperationScope own, Example example) {
        Set<String> outcomes = new TreeSet<>();
        Set<String> reached = own.reached();
        for (StepDefinition step : own.operation().steps().values()) {
            if (!reached.contains(step.name())) {
                continue;
            }
            outcomes.addAll(AnswerRules.outcomes(own, step));
            if (step.unsure() instanceof StepDefinition.Unsure.Park) {
                outcomes.add("park");
            }
        }
        Set<String> wanted = ENDS.getOrDefault(example.ends(), Set.of());
        if (outcomes.stream().noneMatch(wanted::contains)) {
            own.wrong(
                    example.place(),
                    "The example " + example.name() + " ends " + example.ends()
                            + ", but no rule leads there; rules lead to " + String.join(", ", outcomes) + ".");
        }
    }
}
