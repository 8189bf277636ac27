package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.hospitalhub.calls.ErrorText;
import org.hospitalhub.calls.media.Media;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.expression.Patterns;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;

/** One line of an answer table, compiled once. Instances may be shared by threads. */
final class CompiledRule {

    private final AnswerRule rule;
    private final String key;
    private final List<Condition> conditions = new ArrayList<>();
    private final boolean submits;
    private final boolean endsBecauseOfBody;
    private final @Nullable Tree result;
    private final Map<String, Expression> remembered = new LinkedHashMap<>();
    private final @Nullable Expression serviceId;
    private final @Nullable Expression logUnless;
    private final @Nullable Expression quote;
    private final @Nullable Expression retryAfter;
    private final @Nullable FindingMaker findings;
    private final @Nullable ProgressMaker progress;
    private final @Nullable AwaitedStatus awaited;

    /**
     * A condition of the line.
     *
     * @param key as it is written
     */
    private record Condition(String key, Predicate<Reply> fits) {}

    /**
     * Compiles a line.
     *
     * @param key name of the line in an order's memory
     * @param step the step that it belongs to
     */
    CompiledRule(AnswerRule rule, String key, StepFrame step) {
        this.rule = rule;
        this.key = key;
        AnswerRule.When when = rule.when();
        this.endsBecauseOfBody = endsBecauseOfBody(rule);
        this.submits = step.submitsBecauseOfAnswer(rule.then()) && !seesAnyBody(when);
        if (!when.any()) {
            conditions(when, step);
        }
        this.result = rule.result() == null || rule.resultIsAnswer()
                ? null
                : Tree.compile(rule.result(), step.settings(), "result");
        rule.remember().forEach((name, text) -> {
            if (!captures(when, text)) {
                remembered.put(name, Expression.compile(text));
            }
        });
        this.serviceId = compiled(rule.serviceId());
        this.logUnless = compiled(rule.logUnless());
        this.quote = compiled(rule.quote());
        this.retryAfter = "header".equals(rule.retryAfter()) ? null : compiled(rule.retryAfter());
        this.findings = rule.findings() == null ? null : FindingMaker.of(rule);
        this.progress = rule.progress() == null ? null : ProgressMaker.of(rule.progress());
        this.awaited = AwaitedStatus.of(rule);
    }

    /** Returns whether conditions describe a body that is none of the service's formats. */
    private static boolean seesAnyBody(AnswerRule.When when) {
        return !when.says().isEmpty() || when.media() != null || when.unreadable();
    }

    private static @Nullable Expression compiled(@Nullable String text) {
        return text == null ? null : Expression.compile(text);
    }

    /** Returns whether a word is the name of a capture and not an expression. */
    private static boolean captures(AnswerRule.When when, String word) {
        boolean header = when.headers().values().stream().anyMatch(text -> text.contains("{" + word + "}"));
        return header || (word.equals("id") && when.findId() != null);
    }

    private void add(String name, Predicate<Reply> fits) {
        conditions.add(new Condition(name, fits));
    }

    private void conditions(AnswerRule.When when, StepFrame step) {
        if (!when.statuses().isEmpty()) {
            add("status", statuses(when.statuses()));
        }
        if (when.effectNone()) {
            add("effect", reply -> step.harmless(reply.scope()));
        }
        when.headers().forEach((name, text) -> add("header." + name, HeaderMatch.of(name, text)));
        if (when.media() != null) {
            String media = when.media().toLowerCase(Locale.ROOT);
            add("media", reply -> Media.bare(reply.answer().contentType()).equals(media));
        }
        if (when.unreadable()) {
            add("unreadable", reply -> !reply.body().readable());
        }
        if (when.is() != null) {
            Expression is = Expression.compile(when.is());
            add("is", reply -> Expression.isTrue(reply.scope().value(is)));
        }
        if (when.missing() != null) {
            Expression missing = Expression.compile(when.missing());
            add("missing", reply -> isNothing(reply.scope().value(missing)));
        }
        when.fits().forEach((text, pattern) -> add("fits", fits(Expression.compile(text), Patterns.compile(pattern))));
        if (when.findId() != null) {
            IdFinder finder = new IdFinder(when.findId(), step::words);
            add("find-id", reply -> finder.find(reply)
                    .map(id -> reply.scope().captures().put("id", id))
                    .isPresent());
        }
        if (when.complaint()) {
            add("complaint", Reply::complains);
        }
        if (when.certificate() != null) {
            boolean sent = when.certificate();
            add("certificate", reply -> reply.answer().certificateSent() == sent);
        }
        for (String words : when.says()) {
            Pattern pattern = Patterns.compile("(?is)" + words);
            add("says", reply -> pattern.matcher(reply.words()).find());
        }
        if (when.limitWords()) {
            add("limit-words", Reply::speaksOfLimit);
        }
    }

    private static Predicate<Reply> statuses(List<String> statuses) {
        List<int[]> ranges = statuses.stream().map(CompiledRule::range).toList();
        return reply -> {
            int status = reply.answer().status();
            return ranges.stream().anyMatch(range -> status >= range[0] && status <= range[1]);
        };
    }

    private static int[] range(String text) {
        int dash = text.indexOf('-');
        int from = Integer.parseInt((dash < 0 ? text : text.substring(0, dash)).replace('x', '0'));
        int to = Integer.parseInt((dash < 0 ? text : text.substring(dash + 1)).replace('x', '9'));
        return new int[] {from, to};
    }

    private static Predicate<Reply> fits(Expression text, Pattern pattern) {
        return reply -> {
            JsonNode value = reply.scope().value(text);
            return value.isValueNode() && !value.isNull() && Patterns.fits(pattern, value.asText());
        };
    }

    private static boolean isNothing(JsonNode value) {
        return value.isContainerNode()
                ? value.isEmpty()
                : value.isNull() || value.asText().isBlank();
    }

    /** Returns whether this line fits an answer. */
    boolean fits(Reply reply, OrderMemory memory) {
        Integer times = rule.when().times();
        if (times != null && memory.fits(key) >= times) {
            return false;
        }
        return !(endsBecauseOfBody && isPage(reply))
                && conditions.stream().allMatch(condition -> condition.fits().test(reply));
    }

    /** Returns whether there is a body that cannot be read: nothing that it says, or lacks, is of the service. */
    private static boolean isPage(Reply reply) {
        return reply.answer().body().length > 0 && !reply.body().readable();
    }

    /** Returns whether the line ends an order with what a body says; a page lacks all fields that {@code not(.x)} asks for. */
    private static boolean endsBecauseOfBody(AnswerRule rule) {
        AnswerRule.When when = rule.when();
        boolean asksBody = (when.is() != null && !when.is().matches("(?s).*\\$(headers|status|text)\\b.*"))
                || when.missing() != null;
        return (rule.then().equals("done") && !rule.resultIsAnswer())
                || (rule.then().equals("refused") && asksBody && !seesAnyBody(when));
    }

    /**
     * Returns whether the line would submit an order (again) because of an answer that is perhaps not the service's: a body in
     * another format, such as the error page of a proxy.
     */
    boolean submitsBecauseOfStranger(Reply reply) {
        return submits && reply.isPerhapsOfStranger();
    }

    /** Returns the first condition that an answer with the right status does not fulfil; empty for any other answer. */
    Optional<String> misfit(Reply reply) {
        Optional<String> first = conditions.stream()
                .filter(condition -> !condition.fits().test(reply))
                .map(Condition::key)
                .findFirst();
        return first.filter(key -> !key.equals("status"));
    }

    AnswerRule rule() {
        return rule;
    }

    /**
     * Returns the rule with the service's words in its texts.
     *
     * @param longest words that are longer are left out: a service's fixed sentences are short, and others may speak of a person
     */
    AnswerRule said(Reply reply, int longest) {
        if (quote == null) {
            return rule;
        }
        JsonNode value = reply.scope().value(quote);
        String words = value.isValueNode() && !value.isNull()
                ? ErrorText.bounded(value.asText().strip())
                : "";
        return rule.quoting(words.isEmpty() || words.length() > longest ? "…" : words);
    }

    String key() {
        return key;
    }

    @Nullable
    Tree result() {
        return result;
    }

    @Nullable
    FindingMaker findings() {
        return findings;
    }

    @Nullable
    ProgressMaker progress() {
        return progress;
    }

    /** Returns the status that the service gave while it is not ready, if the definition contains this word. */
    Optional<String> awaited(Reply reply) {
        return awaited == null ? Optional.empty() : awaited.in(reply);
    }

    /**
     * Returns the values that later steps need, by name, without missing ones.
     *
     * @throws WrongExpressionException when an expression cannot be evaluated; the message contains no value
     */
    JsonNode remembered(Reply reply) {
        return reply.scope().whole(scope -> {
            ObjectNode values = JsonNodeFactory.instance.objectNode();
            rule.remember().forEach((name, word) -> {
                Expression expression = remembered.get(name);
                JsonNode value =
                        expression == null ? scope.captures().path(word) : scope.field("remember." + name, expression);
                if (!value.isMissingNode() && !value.isNull()) {
                    values.set(name, value);
                }
            });
            return values;
        });
    }

    Optional<String> serviceId(Reply reply) {
        return Optional.ofNullable(serviceId)
                .map(reply.scope()::value)
                .filter(id -> id.isValueNode() && !id.isNull())
                .map(JsonNode::asText);
    }

    /** Returns whether the log should say that the answer is unusual. */
    boolean isStrange(Reply reply) {
        return logUnless != null && !Expression.isTrue(reply.scope().value(logUnless));
    }

    /** Returns the seconds to wait from the body, null when the header has them. */
    @Nullable
    JsonNode retryAfter(Reply reply) {
        return retryAfter == null ? null : reply.scope().value(retryAfter);
    }
}
