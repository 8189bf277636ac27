package org.hospitalhub.service.definition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.service.definition.StepDefinition.Unsure;
import org.jspecify.annotations.Nullable;

/** Reads a step: its request, its {@code unsure} rule and its answer table. */
final class StepReader {

    private static final Pattern REQUEST = Pattern.compile("\\s*([A-Z]+)\\s+(\\S.*?)\\s*");
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final String ONCE_AFTER = "1m";

    private final Findings findings;
    private final @Nullable YamlValue defaults;
    private final String onlyDoor;
    private final AnswerReader answers;

    /**
     * Creates the reader.
     *
     * @param onlyDoor door of steps that name none, empty when there are several doors
     * @param operation the operation, whose lists a table may include
     */
    StepReader(Findings findings, @Nullable YamlValue defaults, String onlyDoor, MappingReader operation) {
        this.findings = findings;
        this.defaults = defaults;
        this.onlyDoor = onlyDoor;
        this.answers = new AnswerReader(findings, operation::values);
    }

    /**
     * Reads a step.
     *
     * @param sign signature of the operation, for a step that declares none
     */
    StepDefinition step(String name, @Nullable YamlValue value, @Nullable YamlValue sign) {
        MappingReader keys = MappingReader.of(withDefaults(Objects.requireNonNull(value)), "a step", findings);
        // What an own route sends, if it sends anything, is said there.
        boolean unsaid = !keys.has("request") && keys.has("route");
        Matcher request = request(keys, unsaid);
        String method = request.matches() ? request.group(1) : "GET";
        boolean safe = List.of("GET", "HEAD").contains(method);
        String door = keys.text("door", onlyDoor);
        StepDefinition step = new StepDefinition(
                name,
                door,
                method,
                request.matches() ? request.group(2) : "",
                keys.textFields("headers"),
                keys.value("body"),
                keys.text("media"),
                sign(keys, sign),
                unsure(keys, safe),
                keys.text("retry-for", "24h"),
                pause(keys),
                keys.text("give-up-after", ""),
                unreadable(keys),
                paged(keys),
                keys.word("tell", "never", List.of("never", "on-change")).equals("on-change"),
                Math.max(unsaid ? 0 : 1, keys.number("requests", unsaid ? 0 : 1)),
                keys.text("route"),
                keys.texts("leads-to"),
                keys.texts("remembers"),
                answers.rules(keys.values("answer")),
                keys.place());
        keys.end();
        return step;
    }

    private YamlValue withDefaults(YamlValue value) {
        if (!(value instanceof YamlValue.Mapping own) || !(defaults instanceof YamlValue.Mapping base)) {
            return value;
        }
        Map<String, YamlValue> fields = new LinkedHashMap<>(own.fields());
        Map<String, Place> places = new LinkedHashMap<>(own.places());
        base.fields().forEach(fields::putIfAbsent);
        base.places().forEach(places::putIfAbsent);
        return new YamlValue.Mapping(own.place(), fields, places);
    }

    private static Matcher request(MappingReader keys, boolean unsaid) {
        String text = unsaid ? "" : keys.needed("request");
        Matcher request = REQUEST.matcher(text);
        if (!text.isEmpty() && (!request.matches() || !METHODS.contains(request.group(1)))) {
            keys.wrong(
                    keys.at("request"),
                    "A request is a method (" + String.join(", ", METHODS) + ") and an address: GET /patients/{id}");
        }
        return request;
    }

    private static @Nullable Sign sign(MappingReader keys, @Nullable YamlValue ofOperation) {
        if (keys.has("sign")) {
            return SignReader.sign(keys, "sign");
        }
        if (ofOperation == null) {
            return null;
        }
        MappingReader around = MappingReader.of(
                new YamlValue.Mapping(ofOperation.place(), Map.of("sign", ofOperation), Map.of()),
                "a sign",
                keys.findings());
        return SignReader.sign(around, "sign");
    }

    private static Unsure unsure(MappingReader keys, boolean safe) {
        if (keys.value("unsure") instanceof YamlValue.Mapping) {
            MappingReader inner = keys.inner("unsure", "an unsure");
            String condition = inner.text("repeat-if");
            Unsure unsure = condition == null
                    ? new Unsure.RepeatOnce(inner.needed("repeat-once"))
                    : new Unsure.RepeatIf(condition);
            inner.end();
            return unsure;
        }
        String word = keys.text("unsure", safe ? "repeat" : "");
        return switch (word) {
            case "" -> {
                keys.wrong(
                        keys.place(),
                        "This step changes something at the service, so it must say what is right when nobody knows"
                                + " whether its request arrived: unsure: repeat, repeat-once, look-up, a step, or park.");
                yield new Unsure.Missing();
            }
            case "repeat" -> new Unsure.Repeat();
            case "repeat-once" -> new Unsure.RepeatOnce(ONCE_AFTER);
            case "park" -> new Unsure.Park();
            default -> new Unsure.LookUp(word);
        };
    }

    private static StepDefinition.@Nullable Pause pause(MappingReader keys) {
        return keys.optional(
                "pause",
                "least",
                "a pause",
                pause -> new StepDefinition.Pause(
                        pause.needed("least"),
                        pause.text("most", ""),
                        pause.text("of", "order"),
                        pause.flag("learn", false),
                        pause.flag("doubling", false)));
    }

    private static StepDefinition.@Nullable Unreadable unreadable(MappingReader keys) {
        return keys.optional(
                "unreadable",
                "an unreadable",
                inner -> new StepDefinition.Unreadable(inner.number("wait", 4), inner.flag("doubling", true)));
    }

    private static StepDefinition.@Nullable Paged paged(MappingReader keys) {
        return keys.optional(
                "paged",
                "a paged",
                paged -> new StepDefinition.Paged(
                        paged.needed("next"),
                        paged.text("parameter"),
                        paged.number("most", 50),
                        paged.text("size", "5MB"),
                        Optional.ofNullable(paged.text("join")).orElse("."),
                        paged.text("into", "items")));
    }
}
