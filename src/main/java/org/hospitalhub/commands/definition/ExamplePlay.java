package org.hospitalhub.commands.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.media.BodyWriter;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.calls.media.UnwritableException;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Finding.Severity;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.PayloadValues;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.ServiceRoom;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.OperationDefinition.Example;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.YamlValue;
import org.hospitalhub.service.engine.RequestPreview;
import org.hospitalhub.service.engine.ServiceProgram;
import org.hospitalhub.service.engine.SettingValues;
import org.hospitalhub.service.engine.TrialRun;
import org.hospitalhub.service.engine.TrialSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.AbstractEnvironment;

/** Plays the examples of a definition with its own engine, and finds those that do not end as they say. Calls nobody. */
final class ExamplePlay {

    private static final String CODE = "EXAMPLE";
    private static final Pattern ORDER = Pattern.compile("\\{order\\.(id|message-id)(?::([0-9]{1,2}))?}");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ServiceDefinition definition;
    private final ServiceFolder folder;
    private final ServiceProgram program;
    private final Map<String, Operation> operations = new HashMap<>();
    private final InstantSource clock;

    private ExamplePlay(ServiceFolder folder, ServiceDefinition definition, InstantSource clock) {
        this.definition = definition;
        this.folder = folder;
        this.clock = clock;
        // Checks of beans would need the settings of a hub, computations of values do not.
        Map<String, ? extends PayloadValues> values = ServiceRoom.of(definition.name())
                .map(room -> room.beans(new AbstractEnvironment() {}, clock).values())
                .orElse(Map.of());
        this.program = new ServiceProgram(
                definition, new SettingValues(definition, TrialSettings.over(definition, name -> null, false)), values);
        NationalService service = NationalServices.of(
                folder,
                new NationalServices.Surroundings(
                        TrialSettings.over(definition, name -> null, true),
                        Set.of(),
                        new ServiceBeans(Map.of(), values, Map.of()),
                        clock));
        service.operations().forEach(operation -> operations.put(operation.name(), operation));
    }

    /** Plays all examples of a definition that passes its check. */
    static List<Finding> findings(ServiceFolder folder, ServiceDefinition definition, InstantSource clock) {
        ExamplePlay play = new ExamplePlay(folder, definition, clock);
        if (!play.program.faults().isEmpty()) {
            return List.of();
        }
        List<Finding> findings = new ArrayList<>();
        definition.operations().values().forEach(operation -> operation
                .examples()
                .forEach(example -> play.play(operation, example, findings)));
        return findings;
    }

    private void play(OperationDefinition operation, Example example, List<Finding> findings) {
        JsonNode payload = payload(example);
        Operation accepted = operations.get(operation.name());
        if (payload == null || accepted == null || example.answers().isEmpty()) {
            return;
        }
        Operation.Checked checked = accepted.checked(payload.deepCopy(), Operation.Attachments.NONE);
        if (checked.refused()) {
            return;
        }
        Answers answers = new Answers(operation, example);
        TrialRun run = new TrialRun(program, program, operation, bytes(checked.payload()), clock);
        Outcome outcome = run.run(answers);
        String wrong = answers.unlike(outcome, run.misfits());
        if (!wrong.isEmpty()) {
            findings.add(new Finding(
                    CODE, example.place().toString(), "The example " + example.name() + " " + wrong, Severity.ERROR));
        }
    }

    private @Nullable JsonNode payload(Example example) {
        if (example.payload() != null) {
            return example.payload().tree();
        }
        String text = example.payloadFile() == null ? null : folder.text(example.payloadFile());
        try {
            return text == null ? null : JSON.readTree(text);
        } catch (IOException broken) {
            // The check of the definition says it.
            return null;
        }
    }

    private static byte[] bytes(JsonNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (IOException impossible) {
            throw new IllegalStateException("a JSON tree can be written", impossible);
        }
    }

    /** The answers of one example, one after the other; the last one of a step stays. */
    private final class Answers implements TrialRun.Service {

        private final OperationDefinition operation;
        private final Example example;
        private final Map<String, Integer> given = new LinkedHashMap<>();
        private String last = "";
        private String messageId = "";

        Answers(OperationDefinition operation, Example example) {
            this.operation = operation;
            this.example = example;
        }

        @Override
        public Answer answer(RequestPreview request) {
            String step = request.step();
            messageId = request.messageId();
            List<YamlValue> all = example.answers()
                    .getOrDefault(
                            step,
                            step.equals(operation.start()) ? example.answers().getOrDefault("", List.of()) : List.of());
            if (all.isEmpty()) {
                return new Answer(501, Map.of(), new byte[0], false);
            }
            int at = given.merge(step, 1, Integer::sum) - 1;
            YamlValue answer = all.get(Math.min(at, all.size() - 1));
            last = "step " + step + ", answer " + status(answer) + " at line "
                    + answer.place().line();
            return new Answer(status(answer), headers(answer, step), body(answer, step), false);
        }

        private int status(YamlValue answer) {
            YamlValue status = answer.get("status");
            return status == null || status.text() == null ? 200 : Integer.parseInt(status.text());
        }

        private Map<String, List<String>> headers(YamlValue answer, String step) {
            Map<String, List<String>> headers = new LinkedHashMap<>();
            if (answer.get("body") != null) {
                headers.put("content-type", List.of(media(step)));
            }
            if (answer.get("headers") instanceof YamlValue.Mapping own) {
                own.fields()
                        .forEach((name, value) -> headers.put(
                                name.toLowerCase(java.util.Locale.ROOT),
                                List.of(filled(String.valueOf(value.text())))));
            }
            return headers;
        }

        private byte[] body(YamlValue answer, String step) {
            YamlValue body = answer.get("body");
            if (body == null) {
                return new byte[0];
            }
            String declared = headers(answer, step)
                    .getOrDefault("content-type", List.of(""))
                    .get(0);
            Charset charset = charset(declared, step);
            JsonNode tree = filled(body.tree());
            if (tree.isTextual()) {
                return tree.textValue().getBytes(charset);
            }
            Media media = Media.of(declared);
            try {
                return BodyWriter.write(tree, media == null ? Media.JSON : media, charset);
            } catch (UnwritableException unwritable) {
                return tree.toString().getBytes(charset);
            }
        }

        /** Returns the text with the ids of the order, which only the hub knows, or their beginnings, at their places. */
        private String filled(String text) {
            return ORDER.matcher(text).replaceAll(found -> {
                String id = found.group(1).equals("id") ? TrialRun.ORDER : messageId;
                String length = found.group(2);
                return Matcher.quoteReplacement(
                        length == null ? id : id.substring(0, Math.min(id.length(), Integer.parseInt(length))));
            });
        }

        private JsonNode filled(JsonNode tree) {
            if (tree.isTextual()) {
                return JSON.getNodeFactory().textNode(filled(tree.textValue()));
            }
            if (tree.isArray()) {
                ArrayNode list = JSON.createArrayNode();
                tree.forEach(one -> list.add(filled(one)));
                return list;
            }
            if (tree.isObject()) {
                ObjectNode object = JSON.createObjectNode();
                tree.forEachEntry((name, value) -> object.set(name, filled(value)));
                return object;
            }
            return tree;
        }

        /** Returns the charset that an answer declares, else the first one in which its door reads answers. */
        private Charset charset(String type, String step) {
            String name = type.replaceFirst("(?is)^.*charset=\"?([^;\" ]+).*$", "$1");
            if (!name.equals(type)) {
                return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
            }
            Door door = door(step);
            return door == null || Media.of(type) == Media.JSON
                    ? StandardCharsets.UTF_8
                    : Charset.forName(door.read().charsets().get(0));
        }

        private @Nullable Door door(String name) {
            StepDefinition step = operation.steps().get(name);
            return step == null ? null : definition.doors().get(step.door());
        }

        /** Returns what the door wants to be answered with, else what it sends. */
        private String media(String name) {
            StepDefinition step = operation.steps().get(name);
            Door door = door(name);
            if (step == null || door == null) {
                return "application/json";
            }
            String accept = door.accept() == null ? "" : Media.bare(door.accept());
            boolean known = !accept.contains("*") && !accept.contains(",") && Media.of(accept) != null;
            return known ? accept : Media.bare(step.media() == null ? door.media() : step.media());
        }

        /** Returns how an outcome differs from the example; empty when it does not. */
        String unlike(Outcome outcome, List<String> misfits) {
            if (outcome instanceof Outcome.Failed failed
                    && failed.problem().code().equals("NOT_PLAYED")) {
                return "does not say everything: " + failed.problem().title() + "."
                        + failed.problem().detail();
            }
            if (!ends(outcome).equals(example.ends())) {
                return "ends " + ends(outcome) + why(outcome) + ", not " + example.ends()
                        + (last.isEmpty() ? "" : ": the last one is " + last) + "." + misfits(misfits);
            }
            if (outcome instanceof Outcome.Done done
                    && example.result() != null
                    && !done.result().toString().equals(example.result().tree().toString())) {
                return "has the result " + done.result() + ", not "
                        + example.result().tree() + ".";
            }
            List<String> codes = codes(outcome);
            return example.codes().isEmpty() || codes.equals(example.codes())
                    ? ""
                    : "has the findings " + codes + ", not " + example.codes() + ".";
        }

        private static String misfits(List<String> misfits) {
            return misfits.isEmpty()
                    ? ""
                    : " Does not fit: " + String.join(", ", misfits.subList(1, misfits.size()))
                            + ". The answer was read as " + misfits.get(0) + ".";
        }

        private static List<String> codes(Outcome outcome) {
            if (outcome instanceof Outcome.Done done) {
                return done.warnings().stream().map(Finding::code).toList();
            }
            return outcome instanceof Outcome.Refused refused
                    ? refused.findings().stream().map(Finding::code).toList()
                    : outcome instanceof Outcome.Failed failed
                            ? List.of(failed.problem().code())
                            : List.of();
        }

        private static String ends(Outcome outcome) {
            return outcome instanceof Outcome.Done
                    ? "completed"
                    : outcome instanceof Outcome.Refused ? "refused" : "parked";
        }

        private static String why(Outcome outcome) {
            if (!(outcome instanceof Outcome.Failed failed)) {
                return "";
            }
            String code = failed.problem().code();
            if (code.endsWith("_NO_REQUEST") || code.endsWith("_NO_RESULT")) {
                return " (" + code + ": " + failed.problem().detail() + ")";
            }
            return code.endsWith("_NO_ORDER_ID")
                    ? " (" + code + ": no rule has remembered what {memory.…} in the address of the next step holds)"
                    : " (" + code + ")";
        }
    }
}
