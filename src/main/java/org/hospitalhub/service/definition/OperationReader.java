package org.hospitalhub.service.definition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hospitalhub.rules.Findings;
import org.jspecify.annotations.Nullable;

/** Reads an operation: the steps of its kind, or free steps. */
final class OperationReader {

    private static final List<String> KINDS =
            List.of("ask", "order-and-poll", "submission", "signed-submission", "steps");
    private static final String BEAN = "java:";
    private static final List<String> STEPS = List.of("submit", "look-up", "poll", "follow");
    private static final Map<OperationDefinition.Kind, List<String>> NEEDED = Map.of(
            OperationDefinition.Kind.ASK, List.of("ask"),
            OperationDefinition.Kind.ORDER_AND_POLL, List.of("submit", "poll"),
            OperationDefinition.Kind.SUBMISSION, List.of("submit"),
            OperationDefinition.Kind.SIGNED_SUBMISSION, List.of("submit"),
            OperationDefinition.Kind.STEPS, List.of());

    private final Findings findings;
    private final @Nullable YamlValue defaults;
    private final String onlyDoor;

    OperationReader(Findings findings, @Nullable YamlValue defaults, String onlyDoor) {
        this.findings = findings;
        this.defaults = defaults;
        this.onlyDoor = onlyDoor;
    }

    OperationDefinition operation(String name, YamlValue value) {
        MappingReader keys = MappingReader.of(value, "an operation", findings);
        OperationDefinition.Kind kind = OperationDefinition.Kind.valueOf(
                keys.word("kind", "steps", KINDS).toUpperCase(Locale.ROOT).replace('-', '_'));
        Map<String, StepDefinition> steps = steps(keys, kind);
        OperationDefinition operation = new OperationDefinition(
                name,
                keys.has("title") ? keys.inLanguages("title") : Texts.NONE,
                kind,
                keys.text("payload"),
                keys.text("result-schema"),
                attachments(keys),
                bean(keys, "check"),
                values(keys),
                keys.values("subjects").stream().map(this::subject).toList(),
                keys.optional("reuse", "a reuse", OperationReader::reuse),
                words(keys),
                keys.text("identity"),
                keys.text("right"),
                steps,
                keys.text(
                        "start",
                        steps.isEmpty() ? "" : steps.keySet().iterator().next()),
                keys.inner("delivery", "a delivery").texts("columns"),
                keys.values("examples").stream().map(this::example).toList(),
                keys.place());
        if (!steps.isEmpty() && !steps.containsKey(operation.start())) {
            keys.wrong(keys.at("start"), "start names the step " + operation.start() + ", which is not there.");
        }
        // The sandbox's answer for an unknown id; the hub does not use it.
        keys.value("unknown");
        keys.end();
        return operation;
    }

    private Map<String, StepDefinition> steps(MappingReader keys, OperationDefinition.Kind kind) {
        StepReader reader = new StepReader(findings, defaults, onlyDoor, keys);
        Map<String, StepDefinition> steps = new LinkedHashMap<>();
        for (String key : List.of("ask", "step")) {
            if (kind == OperationDefinition.Kind.ASK && keys.has(key)) {
                steps.putIfAbsent("ask", reader.step("ask", keys.value(key), keys.value("sign")));
            }
        }
        for (String key : STEPS) {
            YamlValue step = keys.value(key);
            if (step != null) {
                steps.put(key, reader.step(key, step, key.equals("submit") ? keys.value("sign") : null));
            }
        }
        keys.fields("steps").forEach((key, step) -> steps.put(key, reader.step(key, step, null)));
        NEEDED.getOrDefault(kind, List.of()).stream()
                .filter(key -> !steps.containsKey(key) && !(kind == OperationDefinition.Kind.ASK && steps.size() == 1))
                .forEach(keys::missing);
        if (steps.isEmpty() && kind == OperationDefinition.Kind.STEPS) {
            keys.missing("steps");
        }
        return steps;
    }

    private Map<String, OperationDefinition.Attachment> attachments(MappingReader keys) {
        Map<String, OperationDefinition.Attachment> attachments = new LinkedHashMap<>();
        keys.fields("attachments").forEach((field, value) -> {
            MappingReader one = MappingReader.of(value, "an attachment", findings);
            attachments.put(
                    field,
                    new OperationDefinition.Attachment(
                            one.flag("required", true),
                            one.text("most", "10MB"),
                            one.text("media", "application/octet-stream"),
                            one.place()));
            one.end();
        });
        return attachments;
    }

    private static @Nullable String bean(MappingReader keys, String key) {
        String name = keys.text(key);
        if (name != null && !name.startsWith(BEAN)) {
            keys.wrong(keys.at(key), key + " names a bean of the jar: java:<name>.");
        }
        return name == null ? null : name.replaceFirst("^" + BEAN, "");
    }

    private static OperationDefinition.Values values(MappingReader keys) {
        YamlValue said = keys.value("values");
        return said != null && said.text() != null
                ? new OperationDefinition.Values(bean(keys, "values"), Map.of(), keys.at("values"))
                : new OperationDefinition.Values(null, keys.textFields("values"), keys.at("values"));
    }

    private static Map<String, String> words(MappingReader keys) {
        Map<String, String> words = new LinkedHashMap<>(keys.textFields("vars"));
        String resource = keys.text("resource");
        if (resource != null) {
            words.put("resource", resource);
        }
        return words;
    }

    private OperationDefinition.Subject subject(YamlValue value) {
        String bean = value.text();
        if (bean != null && bean.startsWith(BEAN)) {
            return new OperationDefinition.Subject(null, List.of(), bean.substring(BEAN.length()), value.place());
        }
        MappingReader keys = MappingReader.of(value, "a subject", findings);
        String number = keys.text("number");
        List<String> person = keys.texts("person");
        if ((number == null) == person.isEmpty() || (!person.isEmpty() && person.size() != 2)) {
            keys.wrong(
                    keys.place(),
                    "A subject is {number: …}, or {person: [name, birth date]}, or a bean of the jar: java:<name>.");
        }
        keys.end();
        return new OperationDefinition.Subject(number, person, null, keys.place());
    }

    private static OperationDefinition.Reuse reuse(MappingReader reuse) {
        List<String> same = reuse.texts("same");
        return new OperationDefinition.Reuse(
                reuse.needed("for"),
                same.equals(List.of("whole-payload")) ? List.of() : same,
                reuse.texts("fold"),
                reuse.place());
    }

    private OperationDefinition.Example example(YamlValue value) {
        MappingReader keys = MappingReader.of(value, "an example", findings);
        Map<String, List<YamlValue>> answers = new LinkedHashMap<>();
        YamlValue one = keys.value("answer");
        if (one != null) {
            answers.put("", list(one));
        }
        keys.fields("answers").forEach((step, given) -> answers.put(step, list(given)));
        OperationDefinition.Example example = new OperationDefinition.Example(
                keys.text("name", "example"),
                keys.value("payload"),
                keys.text("payload-file"),
                answers,
                keys.word("ends", "completed", List.of("completed", "refused", "parked")),
                keys.value("result"),
                keys.texts("findings"),
                keys.place());
        if ((example.payload() == null) == (example.payloadFile() == null)) {
            keys.wrong(keys.place(), "An example has a payload, or a payload-file.");
        }
        keys.end();
        return example;
    }

    private static List<YamlValue> list(YamlValue given) {
        return given instanceof YamlValue.Sequence several ? several.items() : new ArrayList<>(List.of(given));
    }
}
