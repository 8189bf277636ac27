package org.hospitalhub.service.check;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.AnswerRule.Findings.Item;
import org.hospitalhub.service.definition.Door;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.StepDefinition;
import org.hospitalhub.service.definition.Texts;
import org.hospitalhub.service.expression.Patterns;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.hospitalhub.service.payload.SpellingHint;

/** Checks the answer table of a step. */
final class AnswerRules {

    private static final Pattern CAPTURE = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9_]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    private final OperationScope own;
    private final Scope scope;
    private final StepDefinition step;

    AnswerRules(OperationScope own, StepDefinition step) {
        this.own = own;
        this.scope = own.scope();
        this.step = step;
    }

    void check() {
        step.answer().forEach(this::rule);
        scope.definition().errors().forEach(this::rule);
        end();
        afterAny(step.answer());
        afterAny(scope.definition().errors());
        if (step.answer().isEmpty() && scope.definition().errors().size() < 2) {
            own.wrong(step.place(), "The step " + step.name() + " has no answer table: say when it is done.");
        }
    }

    /** Requires that the last line fits any answer, so that every answer fits a line. */
    private void end() {
        List<AnswerRule> errors = scope.definition().errors();
        List<AnswerRule> last = errors.isEmpty() ? step.answer() : errors;
        if (last.isEmpty() || !last.get(last.size() - 1).when().any()) {
            Place place = last.isEmpty()
                    ? scope.definition().place()
                    : last.get(last.size() - 1).place();
            own.wrong(
                    place,
                    "The table ends without a line for any other answer: add {when: any, then: park} as the last of errors.");
        }
    }

    private void afterAny(List<AnswerRule> table) {
        for (int i = 0; i + 1 < table.size(); i++) {
            if (table.get(i).when().any()) {
                own.wrong(table.get(i + 1).place(), "No answer reaches this line: the one before fits any.");
                return;
            }
        }
    }

    private void rule(AnswerRule rule) {
        own.step(rule.place(), "then:", rule.then(), true);
        round(rule);
        if (rule.code() != null && !rule.code().matches("[A-Z][A-Z0-9_]{1,60}")) {
            own.wrong(
                    rule.place(),
                    "A code has capitals, digits and _ only, such as NOT_FOUND, not " + rule.code() + ".");
        }
        if (rule.quote() != null) {
            own.ofAnswer(rule.place(), "quote", rule.quote());
        }
        constant(
                rule.place(),
                "say",
                rule.quote() == null ? rule.say() : rule.say().with("quote", ""));
        constant(
                rule.place(),
                "title",
                rule.quote() == null ? rule.title() : rule.title().with("quote", ""));
        when(rule);
        remember(rule);
        if (rule.result() != null) {
            if (!rule.then().equals("done")) {
                own.wrong(rule.result().place(), "result stands with then: done only.");
            }
            new BodyRules(own, captures(rule)).check(rule.result(), "result");
        }
        further(rule);
    }

    /** Warns of a step that repeats itself without bound: what should be a poll or a list in pages is parked after some rounds. */
    private void round(AnswerRule rule) {
        boolean bounded = rule.after() != null || rule.when().times() != null;
        if (rule.then().equals(step.name()) && !bounded && step.paged() == null) {
            scope.odd(
                    rule.place(),
                    "then: " + step.name() + " leads back to itself, which counts as a round: its pauses grow, and the"
                            + " order is parked after 50. To ask again until the answer is there, write then: wait;"
                            + " for the next page of a list, paged; after a failure, then: retry. If a few rounds are"
                            + " meant, write how many: when: {times: 3}.");
        }
    }

    /** Requires that constant texts have no places for values, which could be patient data. */
    private void constant(Place place, String key, Texts texts) {
        texts.byLanguage().forEach((language, text) -> {
            if (!Scope.places(text).isEmpty()) {
                own.wrong(
                        place,
                        key + " is a constant text, without {"
                                + Scope.places(text).iterator().next()
                                + "}: values of a patient do not belong into messages. Use findings or quote for the service's words.");
            }
            if (!language.matches("[a-z]{2,3}(-[A-Za-z]{2,4})?")) {
                own.wrong(place, key + " has texts by language (en, de, …), not by " + language + ".");
            }
        });
    }

    private void when(AnswerRule rule) {
        AnswerRule.When when = rule.when();
        Place place = rule.place();
        if (when.is() != null) {
            own.ofAnswer(place, "is", when.is());
        }
        if (when.missing() != null) {
            own.ofAnswer(place, "missing", when.missing());
        }
        when.fits().forEach((expression, regex) -> {
            own.ofAnswer(place, "fits", expression);
            pattern(place, "fits", regex);
        });
        when.says().forEach(regex -> pattern(place, "says", regex));
        Door door = scope.definition().doors().get(step.door());
        if (when.limitWords() && door != null && door.limitWords() == null) {
            own.wrong(
                    place,
                    "when",
                    "limit-words needs the words: limit-words: \"<regular expression>\" at the door " + door.name()
                            + ".");
        }
        if (when.media() != null && !when.media().matches("[\\w.+-]+/[\\w.+-]+")) {
            own.wrong(place, "media", "media is the type of an answer without parameters, such as text/html.");
        }
        AnswerRule.FindId find = when.findId();
        if (find != null) {
            find.in().stream()
                    .filter(where -> !where.equals("body-text") && !where.startsWith("header."))
                    .forEach(where -> own.ofAnswer(place, "find-id.in", where));
            if (find.behind() != null) {
                own.places(place, "find-id.behind", Scope.places(find.behind()), false);
            }
        }
    }

    private void pattern(Place place, String key, String regex) {
        try {
            Patterns.compile(regex);
        } catch (WrongExpressionException wrong) {
            own.wrong(place, "when", key + ": " + wrong.getMessage());
        }
    }

    private static Set<String> captures(AnswerRule rule) {
        Set<String> captures = new LinkedHashSet<>();
        rule.when().headers().values().forEach(text -> CAPTURE.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .forEach(captures::add));
        if (rule.when().findId() != null) {
            captures.add("id");
        }
        return captures;
    }

    private void remember(AnswerRule rule) {
        Set<String> captures = captures(rule);
        rule.remember().forEach((name, value) -> {
            // null: it is forgotten.
            if (captures.contains(value) || value.equals("null")) {
                return;
            }
            if (NAME.matcher(value).matches()) {
                own.wrong(
                        rule.place(),
                        "remember",
                        "remember takes " + name + " from the capture " + value + ", which this line does not make"
                                + SpellingHint.hint(value, captures) + " A field of the answer is written ." + value
                                + "");
            } else {
                own.ofAnswer(rule.place(), "remember." + name, value);
            }
        });
    }

    private void further(AnswerRule rule) {
        Place place = rule.place();
        if (rule.serviceId() != null) {
            own.ofAnswer(place, "service-id", rule.serviceId());
        }
        if (rule.logUnless() != null) {
            own.ofAnswer(place, "log-unless", rule.logUnless());
        }
        if (rule.retryAfter() != null && !rule.retryAfter().equals("header")) {
            own.ofAnswer(place, "retry-after", rule.retryAfter());
        }
        if (rule.progress() != null) {
            own.ofAnswer(place, "progress.state", rule.progress().state());
            if (rule.progress().message() != null) {
                own.ofAnswer(place, "progress.message", rule.progress().message());
            }
        }
        AnswerRule.After after = rule.after();
        if (after != null) {
            scope.typed(place, "after.first", after.first(), ValueKind.DURATION);
            scope.typed(place, "after.doubling-to", after.doublingTo(), ValueKind.DURATION);
            scope.typed(place, "after.until", after.until(), ValueKind.DURATION);
        }
        if (rule.findings() instanceof AnswerRule.Findings.Made made) {
            made.items().forEach(item -> item(place, item));
        }
    }

    private void item(Place place, Item item) {
        if (item.each() != null) {
            own.ofAnswer(place, "findings.each", item.each());
        }
        if (!item.path().startsWith("$")) {
            own.ofAnswer(place, "findings.path", item.path());
        }
        own.ofAnswer(place, "findings.message", item.message());
        if (item.code() != null && (item.code().startsWith(".") || item.code().startsWith("\""))) {
            own.ofAnswer(place, "findings.code", item.code());
        }
    }

    /** Returns the outcomes to which the rules of a step and of the service lead. */
    static Set<String> outcomes(OperationScope own, StepDefinition step) {
        Set<String> outcomes = new HashSet<>();
        step.answer().forEach(rule -> outcomes.add(rule.then()));
        own.scope().definition().errors().forEach(rule -> outcomes.add(rule.then()));
        return outcomes;
    }
}
