package org.hospitalhub.service.check;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.YamlValue;
import org.hospitalhub.service.payload.AttachmentCheck;
import org.hospitalhub.service.payload.PayloadSchema;
import org.hospitalhub.service.payload.PayloadSchema.Presence;
import org.hospitalhub.service.payload.SpellingHint;
import org.hospitalhub.service.payload.WrongSchemaException;
import org.jspecify.annotations.Nullable;

/** Checks operations: schema, subjects, reuse, unreachable steps, columns. */
final class OperationRules {

    private final Scope scope;
    private final ExampleRules examples;

    OperationRules(Scope scope, ExampleRules examples) {
        this.scope = scope;
        this.examples = examples;
    }

    void check() {
        scope.definition().operations().values().forEach(this::check);
    }

    private void check(OperationDefinition operation) {
        OperationScope own = new OperationScope(scope, operation, schema(operation));
        StepRules steps = new StepRules(own);
        operation.steps().values().forEach(steps::check);
        subjects(own);
        reuse(own);
        attachments(own);
        if (operation.identity() != null) {
            own.ofPayload(operation.place(), "identity", operation.identity(), Variables.ORDER);
        } else if (operation.steps().values().stream().anyMatch(this::logsInByAccount)) {
            scope.odd(
                    operation.place(),
                    operation.name()
                            + " logs in with several accounts, but has no identity: when one account is"
                            + " refused, the orders of all accounts are held. Write an expression that gives the"
                            + " name of the account: identity: .account.");
        }
        if (operation.right() != null) {
            own.ofPayload(operation.place(), "right", operation.right(), Variables.ORDER);
        }
        operation
                .values()
                .expressions()
                .forEach((name, text) ->
                        own.ofPayload(operation.values().place(), "values." + name, text, Variables.VALUES));
        unreached(own);
        columns(own);
        examples.check(own);
    }

    private boolean logsInByAccount(StepDefinition step) {
        Door door = scope.definition().doors().get(step.door());
        return door != null && door.account() != null;
    }

    private @Nullable PayloadSchema schema(OperationDefinition operation) {
        String file = operation.schema();
        if (file == null) {
            return null;
        }
        ServiceFolder folder = scope.definition().folder();
        if (folder.text(file) == null) {
            scope.wrong(
                    operation.place(),
                    "payload",
                    operation.name() + " names the schema " + file + ", which is not in the folder"
                            + SpellingHint.hint(file, schemas(folder)));
            return null;
        }
        try {
            PayloadSchema schema = PayloadSchema.load(folder::text, file);
            schema.settings().forEach(name -> scope.setting(operation.place(), "hub:severity in " + file, name, false));
            return schema;
        } catch (WrongSchemaException wrong) {
            wrong.problems()
                    .forEach(problem ->
                            scope.wrong(new Place(folder.label(problem.file()), problem.line()), problem.message()));
            return null;
        }
    }

    private static List<String> schemas(ServiceFolder folder) {
        return folder.files().keySet().stream()
                .filter(file -> file.endsWith(".schema.json"))
                .toList();
    }

    private static void subjects(OperationScope own) {
        for (OperationDefinition.Subject subject : own.operation().subjects()) {
            if (subject.number() != null) {
                own.ofPayload(subject.place(), "number", subject.number(), Variables.PAYLOAD);
            }
            subject.person().forEach(part -> own.ofPayload(subject.place(), "person", part, Variables.PAYLOAD));
        }
    }

    private static void reuse(OperationScope own) {
        OperationDefinition.Reuse reuse = own.operation().reuse();
        if (reuse == null) {
            return;
        }
        own.scope().typed(reuse.place(), "reuse.for", reuse.lasts(), ValueKind.DURATION);
        reuse.same().forEach(part -> own.ofPayload(reuse.place(), "reuse.same", part, Variables.PAYLOAD));
        reuse.fold().stream()
                .filter(how -> !how.equals("upper-case") && !how.matches("[^=]+=[^=]*"))
                .forEach(how -> own.wrong(
                        reuse.place(), "reuse.fold knows no " + how + "; write upper-case, or Ё=Е for letters."));
    }

    private static void attachments(OperationScope own) {
        own.operation().attachments().forEach((field, attachment) -> {
            own.scope().typed(attachment.place(), "most", attachment.most(), ValueKind.SIZE);
            if (attachment.most().matches("[0-9]+[A-Za-z]*")
                    && AttachmentCheck.isTooLarge(attachment.most().strip())) {
                own.wrong(
                        attachment.place(),
                        "attachments." + field + ".most is " + attachment.most() + "; at most "
                                + AttachmentCheck.LARGEST / 1_048_576 + "MB are possible.");
            }
            PayloadSchema schema = own.schema();
            if (schema != null && schema.presence(List.of(field)) != Presence.UNKNOWN) {
                own.wrong(
                        attachment.place(),
                        "The schema describes the field " + field
                                + ", which is an attachment: remove it from the schema.");
            }
        });
    }

    private static void unreached(OperationScope own) {
        Set<String> reached = own.reached();
        own.operation().steps().values().stream()
                .filter(step -> !reached.contains(step.name()))
                .forEach(step -> own.scope()
                        .odd(
                                step.place(),
                                "No rule leads to the step " + step.name()
                                        + ": name it in a then or in unsure, or remove it."));
    }

    private static void columns(OperationScope own) {
        Set<String> fields = new LinkedHashSet<>();
        boolean open = false;
        for (StepDefinition step : own.operation().steps().values()) {
            for (AnswerRule rule : step.answer()) {
                YamlValue result = rule.result();
                if (rule.then().equals("done") && result instanceof YamlValue.Mapping mapping) {
                    fields.addAll(mapping.fields().keySet());
                } else if (rule.then().equals("done")) {
                    open = true;
                }
            }
        }
        if (open || fields.isEmpty()) {
            return;
        }
        own.operation().columns().stream()
                .filter(column -> !fields.contains(column))
                .forEach(column -> own.wrong(
                        own.operation().place(),
                        "delivery",
                        "delivery.columns names " + column + ", which no result has"
                                + SpellingHint.hint(column, fields)));
    }
}
