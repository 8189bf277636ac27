package org.hospitalhub.service.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hospitalhub.calls.AddressTemplate;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.Sign;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.StepDefinition.Unsure;
import org.hospitalhub.service.definition.YamlValue;
import org.hospitalhub.service.payload.PayloadSchema.Presence;
import org.hospitalhub.service.payload.SpellingHint;

/** Checks a step: door, address, body, times, next steps. */
final class StepRules {

    private final OperationScope own;
    private final Scope scope;

    StepRules(OperationScope own) {
        this.own = own;
        this.scope = own.scope();
    }

    void check(StepDefinition step) {
        Place place = step.place();
        if (!scope.definition().doors().containsKey(step.door())) {
            own.wrong(
                    place,
                    "door",
                    step.door().isEmpty()
                            ? "The step " + step.name() + " names no door, and there are several."
                            : "There is no door " + step.door()
                                    + SpellingHint.hint(
                                            step.door(),
                                            scope.definition().doors().keySet()));
        }
        address(step);
        DoorRules doors = new DoorRules(scope);
        step.headers().forEach((name, text) -> {
            own.places(scope.at(place, "headers"), "header " + name, Scope.places(text), false);
            scope.noExpression(scope.at(place, "headers"), "header " + name, text);
        });
        if (step.media() != null) {
            doors.media(place, step.media());
        }
        body(step);
        if (step.sign() != null) {
            doors.sign(step.sign(), Variables.REQUEST);
            token(step.sign());
            Media media = Media.of(media(step));
            if (media == Media.RELATED) {
                scope.wrong(
                        step.sign().place(),
                        "A step does not sign an envelope with files beside it: use auth: {kind: x509-token, …}.");
            } else if (media == Media.MULTIPART
                    && step.sign().into() == null
                    && !step.sign().scheme().equals("jwt")) {
                scope.wrong(step.sign().place(), "A form has a signature as a part: name it with sign.into.");
            }
            step.sign().with().forEach((name, text) -> {
                own.places(step.sign().place(), "sign.with " + name, Scope.places(text), false);
                scope.noExpression(step.sign().place(), "sign.with " + name, text);
            });
            step.sign().jws().fields().forEach((name, text) -> {
                own.places(step.sign().place(), "sign.protected " + name, Scope.places(text), false);
                scope.noExpression(step.sign().place(), "sign.protected " + name, text);
            });
        }
        unsure(step);
        times(step);
        route(step);
        new AnswerRules(own, step).check();
    }

    private String media(StepDefinition step) {
        Door door = scope.definition().doors().get(step.door());
        return step.media() != null ? step.media() : door == null ? "" : door.media();
    }

    private void address(StepDefinition step) {
        String address = step.address();
        String path = address.split("\\?", 2)[0];
        if (path.contains("://") || path.startsWith("//")) {
            own.wrong(
                    step.place(),
                    "request",
                    "A request names a path below its door (/orders), no whole address: doors are the only way out.");
            return;
        }
        if (!address.startsWith("/") && !address.isEmpty() && !address.startsWith("{")) {
            own.wrong(
                    step.place(),
                    "request",
                    "The path of a request begins with /: " + step.method() + " /" + Scope.shortened(address));
        }
        if (address.matches("\\{(memory|values)\\.[A-Za-z0-9_-]+}") && hasNoLinks(step.door())) {
            own.wrong(
                    step.place(),
                    "request",
                    address + " is a whole address of an answer, which the door " + step.door()
                            + " may follow with links: {hosts: …}; a part of a path begins with /.");
        }
        if (List.of(address.split("[/?]")).contains("..")) {
            own.wrong(step.place(), "request", "The path of a request has no .. in it.");
        }
        try {
            scope.settingsIn(step.place(), "request", address);
            Set<String> names = AddressTemplate.of(address.replaceAll("\\{settings\\.[^}]*}", "x"))
                    .variables();
            own.places(step.place(), "request", names, false);
            optional(step, names);
        } catch (IllegalArgumentException wrong) {
            own.wrong(step.place(), "request", "request " + wrong.getMessage());
        }
    }

    private boolean hasNoLinks(String name) {
        Door door = scope.definition().doors().get(name);
        return door != null && door.links() == null;
    }

    /** Requires that the fields in a path are required by the schema; an optional parameter can be written as {@code {?x}}. */
    private void optional(StepDefinition step, Set<String> names) {
        if (own.schema() == null) {
            return;
        }
        String path = step.address().replaceAll("\\{[?&][^}]*}", "");
        for (String name : names) {
            if (path.contains("{" + name + "}")
                    && !name.matches("(settings|order|memory|operation|captures|values)\\..*")
                    && own.schema().presence(List.of(name.split("\\."))) == Presence.OPTIONAL) {
                scope.odd(
                        step.place(),
                        "request",
                        "The address needs {" + name
                                + "}, which a payload may lack: make it required in the schema,"
                                + " or write it as {?" + name + "}.");
            }
        }
    }

    private void body(StepDefinition step) {
        YamlValue body = step.body();
        if (body == null) {
            return;
        }
        if (step.isSafe()) {
            own.wrong(body.place(), step.method() + " sends no body: remove body, or write POST.");
        }
        if (!"payload".equals(body.text())) {
            Set<String> variables = step.paged() == null ? Variables.REQUEST : Variables.PAGE_REQUEST;
            new BodyRules(own, variables, null).check(body, "body");
        }
    }

    private void token(Sign sign) {
        if (sign.scheme().equals("jwt") && (sign.into() == null) == (sign.header() == null)) {
            scope.wrong(sign.place(), "A jwt is sent in a header or a field: header: X-Token, or into: token.");
        }
    }

    private void unsure(StepDefinition step) {
        if (step.unsure() instanceof Unsure.LookUp lookUp) {
            own.step(step.place(), "unsure:", lookUp.step(), false);
            StepDefinition target = own.operation().steps().get(lookUp.step());
            if (target != null && !target.isSafe() && !(target.unsure() instanceof Unsure.Repeat)) {
                scope.odd(
                        step.place(),
                        "unsure leads to " + lookUp.step()
                                + ", which is no GET: looking up changes nothing. If that is true of this step,"
                                + " write unsure: repeat in it.");
            }
            if (target != null && comesTooEarly(step, target)) {
                scope.odd(
                        step.place(),
                        lookUp.step() + " has no pause and may lead back to " + step.name()
                                + ": while the service still works on the lost request, it finds nothing, and"
                                + " the order is sent twice. Write a pause in it that is longer than this"
                                + " work: pause: 30s.");
            }
        } else if (step.unsure() instanceof Unsure.RepeatIf repeatIf) {
            own.ofPayload(step.place(), "unsure.repeat-if", repeatIf.condition(), Variables.ORDER);
        } else if (step.unsure() instanceof Unsure.RepeatOnce once) {
            scope.typed(step.place(), "unsure.repeat-once", once.pause(), ValueKind.DURATION);
        }
    }

    /** Returns whether a look-up without pause may repeat a request that names nothing by which the service knows it again. */
    private static boolean comesTooEarly(StepDefinition step, StepDefinition lookUp) {
        String places = step.address() + String.join(" ", step.headers().values());
        return !step.isSafe()
                && lookUp.pause() == null
                && lookUp.answer().stream().map(AnswerRule::then).anyMatch(step.name()::equals)
                && Scope.places(places).stream().allMatch(place -> place.matches("(settings|operation|values)\\..*"));
    }

    private void times(StepDefinition step) {
        Place place = step.place();
        scope.typed(place, "retry-for", step.retryFor(), ValueKind.DURATION);
        scope.typed(place, "give-up-after", step.giveUpAfter(), ValueKind.DURATION);
        StepDefinition.Pause pause = step.pause();
        if (pause != null) {
            scope.typed(place, "pause.least", pause.least(), ValueKind.DURATION);
            scope.typed(place, "pause.most", pause.most(), ValueKind.DURATION);
            scope.typed(place, "pause.of", pause.of(), ValueKind.PAUSE_OF);
        }
        StepDefinition.Paged paged = step.paged();
        if (paged != null) {
            paged(step, paged);
        }
        boolean waits = step.answer().stream().map(AnswerRule::then).anyMatch("wait"::equals);
        if (waits && pause == null) {
            scope.odd(place, "The step " + step.name() + " waits, but says no pause: pause: 10s.");
        }
    }

    private void paged(StepDefinition step, StepDefinition.Paged paged) {
        Place place = step.place();
        Place at = scope.at(place, "paged");
        if (!paged.next().equals("header.link")) {
            own.ofPage(place, "paged.next", paged.next());
        } else if (paged.parameter() != null) {
            own.wrong(at, "paged.parameter belongs to an expression: header.link gives a whole address.");
        }
        own.ofPage(place, "paged.join", paged.join());
        scope.typed(place, "paged.size", paged.size(), ValueKind.SIZE);
        if (paged.most() < 1) {
            own.wrong(at, "paged.most is the number of pages that are asked for at most: 50.");
        }
        if (!step.method().equals("GET")) {
            pagesOfPost(step, paged, at);
        }
        if (step.answer().stream().map(AnswerRule::then).noneMatch("done"::equals)) {
            own.wrong(at, "paged joins the pages of answers that are done: the table of " + step.name() + " has none.");
        }
    }

    /** Checks the pages of a search by POST, whose body tells which page is meant. */
    private void pagesOfPost(StepDefinition step, StepDefinition.Paged paged, Place at) {
        if (!(step.unsure() instanceof Unsure.Repeat)) {
            own.wrong(
                    at,
                    "Only a request that changes nothing is asked page after page; if that is true of " + step.name()
                            + ", write unsure: repeat in it.");
        }
        if (paged.parameter() != null || paged.next().equals("header.link")) {
            own.wrong(
                    at,
                    "The next page of a " + step.method()
                            + " stands in its body: next is an expression, and its value is $next in the body.");
        } else if (step.body() == null || !step.body().tree().toString().contains("$next")) {
            own.wrong(
                    at,
                    "The body of " + step.name() + " does not hold $next, the value of paged.next, so that each"
                            + " request would be for the first page: cursor: $next.");
        }
    }

    private void route(StepDefinition step) {
        step.leadsTo().forEach(name -> own.step(step.place(), "leads-to:", name, false));
        String route = step.route();
        Set<String> files = scope.definition().folder().files().keySet();
        if (route != null && !files.contains(route) && !files.contains("routes/" + route)) {
            List<String> routes = new ArrayList<>(new LinkedHashSet<>(files));
            routes.removeIf(file -> !file.endsWith(".camel.yaml"));
            own.wrong(
                    step.place(),
                    "route",
                    "There is no route " + route + " in the folder" + SpellingHint.hint(route, routes));
        }
    }
}
