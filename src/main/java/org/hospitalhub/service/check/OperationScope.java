package org.hospitalhub.service.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.payload.PayloadSchema;
import org.hospitalhub.service.payload.PayloadSchema.Presence;
import org.hospitalhub.service.payload.SpellingHint;
import org.jspecify.annotations.Nullable;

/** The operation that is checked, with the names that its texts and expressions may use. */
final class OperationScope {

    private static final Set<String> FILE = Set.of("base64", "name", "media");
    private static final String FILE_FIELDS = "base64, name and media";
    private static final Set<String> ORDER = Set.of("id", "operation", "key", "message-id");
    private static final Pattern FIELDS = Pattern.compile("(?<![\\p{L}0-9_)\\]\"}$.-])(?:\\.[\\p{L}_][\\p{L}0-9_-]*)+");
    private static final Pattern PAYLOAD = Pattern.compile("\\$payload((?:\\.[\\p{L}_][\\p{L}0-9_-]*)+)");
    private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private final Scope scope;
    private final OperationDefinition operation;
    private final @Nullable PayloadSchema schema;
    private final Set<String> remembered = new TreeSet<>();

    OperationScope(Scope scope, OperationDefinition operation, @Nullable PayloadSchema schema) {
        this.scope = scope;
        this.operation = operation;
        this.schema = schema;
        rules().forEach(rule -> remembered.addAll(rule.remember().keySet()));
        operation.steps().values().forEach(step -> remembered.addAll(step.remembers()));
    }

    /** Returns the answer rules of all steps and of the service. */
    Stream<AnswerRule> rules() {
        return Stream.concat(
                operation.steps().values().stream().flatMap(step -> step.answer().stream()),
                scope.definition().errors().stream());
    }

    Scope scope() {
        return scope;
    }

    OperationDefinition operation() {
        return operation;
    }

    @Nullable
    PayloadSchema schema() {
        return schema;
    }

    void wrong(Place place, String message) {
        scope.wrong(place, message);
    }

    void wrong(Place place, String key, String message) {
        scope.wrong(place, key, message);
    }

    /** Checks an expression over the payload, including the fields that it names. */
    void ofPayload(Place place, String key, String text, Set<String> variables) {
        scope.expression(place, key, text, variables);
        memory(place, key, text);
        String plain = TEXT.matcher(text).replaceAll("\"\"");
        if (!plain.contains("for ") && !plain.contains("for(") && !plain.contains("|") && !plain.contains("let ")) {
            FIELDS.matcher(plain).results().map(MatchResult::group).forEach(path -> field(place, key, path));
        }
        payload(place, key, plain);
    }

    /** Checks an expression over an answer. */
    void ofAnswer(Place place, String key, String text) {
        ofAnswer(place, key, text, Variables.ANSWER);
    }

    /** Checks an expression over one page of an answer. */
    void ofPage(Place place, String key, String text) {
        ofAnswer(place, key, text, Variables.PAGE);
    }

    private void ofAnswer(Place place, String key, String text, Set<String> variables) {
        scope.expression(place, key, text, variables);
        memory(place, key, text);
        payload(place, key, TEXT.matcher(text).replaceAll("\"\""));
    }

    private void payload(Place place, String key, String text) {
        PAYLOAD.matcher(text).results().map(found -> found.group(1)).forEach(path -> field(place, key, path));
    }

    private void memory(Place place, String key, String text) {
        Scope.memory(text).forEach(name -> remembered(place, key, name));
    }

    private void remembered(Place place, String key, String name) {
        if (!remembered.contains(name)) {
            wrong(
                    place,
                    key,
                    key + " reads memory." + name + ", but no rule remembers it" + SpellingHint.hint(name, remembered));
        }
    }

    private void field(Place place, String key, String path) {
        if (schema == null) {
            return;
        }
        List<String> names = List.of(path.substring(1).split("\\."));
        if (isAttachment(names)) {
            if (names.size() > 1 && !FILE.contains(names.get(1))) {
                wrong(
                        place,
                        key,
                        key + " names the field " + path.substring(1) + ", but an attachment has " + FILE_FIELDS
                                + "; its size is file-size(." + names.get(0) + ".base64).");
            }
        } else if (schema.presence(names) == Presence.UNKNOWN) {
            wrong(
                    place,
                    key,
                    key + " names the field " + path.substring(1) + ", which the payload's schema does not have"
                            + SpellingHint.hint(path.substring(1), schema.fields()));
        }
    }

    /** Checks the variables of an address or a header: settings, order, memory, operation, fields of the payload. */
    void places(Place place, String key, Iterable<String> names, boolean secrets) {
        for (String name : names) {
            int dot = name.indexOf('.');
            String root = dot < 0 ? name : name.substring(0, dot);
            String rest = name.substring(dot + 1);
            switch (dot < 0 ? "" : root) {
                case "settings" -> scope.setting(place, key, rest, secrets);
                case "memory" -> remembered(place, key, rest);
                case "order" -> oneOf(place, key, name, rest, ORDER);
                case "operation" -> {
                    Set<String> words = new LinkedHashSet<>(operation.words().keySet());
                    words.add("name");
                    oneOf(place, key, name, rest, words);
                }
                case "captures" -> {}
                case "values" -> value(place, key, rest);
                default -> payloadPlace(place, key, name);
            }
        }
    }

    /** Checks the name of a value; the values of a bean are not known here. */
    private void value(Place place, String key, String name) {
        if (operation.values().bean() == null) {
            oneOf(
                    place,
                    key,
                    "values." + name,
                    name,
                    operation.values().expressions().keySet());
        }
    }

    private void oneOf(Place place, String key, String name, String rest, Set<String> known) {
        if (!known.contains(rest)) {
            wrong(place, key, key + " holds {" + name + "}, which is not known" + SpellingHint.hint(rest, known));
        }
    }

    private void payloadPlace(Place place, String key, String name) {
        if (schema != null) {
            List<String> known = new ArrayList<>(schema.fields());
            known.addAll(List.of("order.id", "operation.name"));
            List<String> names = List.of(name.split("\\."));
            if (schema.presence(names) == Presence.UNKNOWN && !isAttachment(names)) {
                wrong(
                        place,
                        key,
                        key + " holds {" + name + "}, which is no field of the payload's schema"
                                + (remembers(name)
                                        ? "; the remembered value is written {memory." + name + "}."
                                        : SpellingHint.hint(name, known)));
            }
        }
    }

    private boolean isAttachment(List<String> names) {
        return operation.attachments().containsKey(names.get(0));
    }

    private boolean remembers(String name) {
        return operation.steps().values().stream()
                .flatMap(step -> step.answer().stream())
                .anyMatch(rule -> rule.remember().containsKey(name));
    }

    /** Checks the name of a step. */
    void step(Place place, String key, String name, boolean outcomes) {
        if (operation.steps().containsKey(name) || (outcomes && AnswerRule.OUTCOMES.contains(name))) {
            return;
        }
        List<String> known = new ArrayList<>(operation.steps().keySet());
        if (outcomes) {
            known.addAll(AnswerRule.OUTCOMES);
        }
        wrong(
                place,
                key,
                key + " " + name + " is no " + (outcomes ? "outcome and no step" : "step") + " of " + operation.name()
                        + hint(name, known));
    }

    private static String hint(String name, List<String> known) {
        String near = SpellingHint.hint(name, known);
        return near.equals(".") ? "; possible are " + String.join(", ", known) + "." : near;
    }

    /** Returns the steps that can be reached. */
    Set<String> reached() {
        Set<String> reached = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(List.of(operation.start()));
        while (!open.isEmpty()) {
            String name = open.remove(0);
            StepDefinition step = operation.steps().get(name);
            if (step != null && reached.add(name)) {
                Stream.concat(step.answer().stream(), scope.definition().errors().stream())
                        .map(AnswerRule::then)
                        .forEach(open::add);
                open.addAll(step.leadsTo());
                if (step.unsure() instanceof StepDefinition.Unsure.LookUp lookUp) {
                    open.add(lookUp.step());
                }
            }
        }
        return reached;
    }
}
