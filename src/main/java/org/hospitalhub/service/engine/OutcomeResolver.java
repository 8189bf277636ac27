package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.calls.media.WholeAnswer;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.StepDefinition.Unsure;
import org.hospitalhub.service.expression.WrongExpressionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Determines the outcome of an answer by the first line of the answer table that fits. */
final class OutcomeResolver {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeResolver.class);
    /** Words of the lines after which the next page is requested. */
    private static final Set<String> PAGES = Set.of("done", "wait");

    static final int LONGEST_QUOTE = 120;
    private static final List<String> ABOUT_US = List.of("401", "403");

    private final ServiceMessages sentences;
    private final Transitions transitions;
    private final ResultChecks checks;

    OutcomeResolver(ServiceMessages sentences, Transitions transitions, ResultChecks checks) {
        this.sentences = sentences;
        this.transitions = transitions;
        this.checks = checks;
    }

    /** Returns the outcome of an answer. */
    Outcome of(StepProgram step, Reply reply) {
        OrderMemory memory = new OrderMemory(reply.scope().work().memory());
        memory.forgetAnswer();
        Optional<CompiledRule> own = step.own(reply, memory);
        if (own.isPresent() && own.get().submitsBecauseOfStranger(reply)) {
            return failed(sentences.strangePage(reply.answer().status()), Remedy.RETRY, reply, retryAfter(reply));
        }
        if (own.isPresent()) {
            return apply(step, own.get(), reply, memory);
        }
        Optional<CompiledRule> error = step.error(reply, memory);
        boolean limit = error.map(rule -> rule.rule().then().equals("limited")).orElse(false);
        if (!limit && step.step().unreadable() != null && reply.success()) {
            int most = step.step().unreadable().tries();
            if (memory.unread() < most) {
                return transitions.unreadable(step, memory, reply.scope().now());
            }
        }
        if (error.isPresent() && perhapsDone(step, error.get().rule(), reply)) {
            return new Outcome.Unsure(
                    Wording.of("UNSURE.no-sense", reply.answer().status()));
        }
        return error.map(rule -> apply(step, rule, reply, memory))
                .orElseGet(() -> failed(sentences.noTable(reply.answer().status()), Remedy.PARK, reply, null));
    }

    /**
     * Returns whether a submission with a successful status would be parked only because no line fits the answer. A replay would
     * send it a second time.
     */
    private static boolean perhapsDone(StepProgram step, AnswerRule rule, Reply reply) {
        Unsure unsure = step.step().unsure();
        boolean decided = unsure instanceof Unsure.LookUp || unsure instanceof Unsure.Park;
        return decided
                && !step.step().isSafe()
                && reply.success()
                && rule.when().any()
                && rule.then().equals("park");
    }

    private Outcome apply(StepProgram step, CompiledRule compiled, Reply reply, OrderMemory memory) {
        AnswerRule rule = compiled.said(reply, LONGEST_QUOTE);
        int status = reply.answer().status();
        if (rule.when().times() != null) {
            memory.countFit(compiled.key());
        }
        if (compiled.isStrange(reply)) {
            LOG.warn(
                    "{} answered order {} with a state that is not in its description",
                    sentences.service(),
                    reply.scope().work().order().id());
        }
        JsonNode remembered;
        try {
            remembered = compiled.remembered(reply);
        } catch (WrongExpressionException wrong) {
            return noResult(step, reply, memory, String.valueOf(wrong.getMessage()));
        }
        if (!rule.isOutcome()) {
            // The id of an earlier request would find the earlier answer.
            rule.remember().keySet().forEach(memory::forget);
        }
        remembered.forEachEntry(memory::put);
        return switch (rule.then()) {
            case "done", "wait" -> {
                Paging paging = step.paging();
                yield paging == null
                        ? ended(step, compiled, reply, memory)
                        : paging.outcome(step, reply, memory, whole -> whole(step, compiled, whole, memory));
            }
            case "refused" -> new Outcome.Refused(findings(compiled, reply, status));
            case "retry" -> failed(sentences.unavailable(rule, status), Remedy.RETRY, reply, pause(compiled, reply));
            case "limited" ->
                failed(
                        sentences.limit(rule, status),
                        rule.when().limitWords() ? Remedy.LIMIT_WORDS : Remedy.LIMITED,
                        reply,
                        pause(compiled, reply));
            case "unsure" -> new Outcome.Unsure(Wording.of("SERVICE.status", status));
            case "park" -> parked(step, rule, reply, status);
            default -> transitions.next(step, compiled, reply, memory, pause(compiled, reply));
        };
    }

    /** Returns the outcome of the pages together: that of the last one, unless another line fits them all. */
    private Outcome whole(StepProgram step, CompiledRule last, Reply whole, OrderMemory memory) {
        CompiledRule decides = step.own(whole, memory)
                .filter(rule ->
                        PAGES.contains(rule.rule().then()) || !rule.rule().isOutcome())
                .orElse(last);
        try {
            decides.remembered(whole).forEachEntry(memory::put);
        } catch (WrongExpressionException wrong) {
            return noResult(step, whole, memory, String.valueOf(wrong.getMessage()));
        }
        return decides.rule().isOutcome()
                ? ended(step, decides, whole, memory)
                : transitions.next(step, decides, whole, memory, pause(decides, whole));
    }

    private Outcome ended(StepProgram step, CompiledRule compiled, Reply reply, OrderMemory memory) {
        if (!compiled.rule().then().equals("done")) {
            return transitions.later(step, compiled, reply, memory, pause(compiled, reply));
        }
        try {
            ObjectNode result = result(compiled, reply);
            return new Outcome.Done(result, checks.of(step.operation().name(), result));
        } catch (WrongExpressionException wrong) {
            return noResult(step, reply, memory, String.valueOf(wrong.getMessage()));
        }
    }

    /**
     * Returns the outcome when the work is done and its result cannot be computed. A replay must not send a submission again: its
     * answer goes into the order's memory and is then read from there. A question, with all its pages, can be asked again.
     */
    private Outcome noResult(StepProgram step, Reply reply, OrderMemory memory, String why) {
        String name = step.step().name();
        boolean question = step.step().isSafe() || step.paging() != null;
        Problem problem = sentences.noResult(reply.answer().status(), why, question);
        if (question
                || new OrderMemory(reply.scope().work().memory()).answer(name).isPresent()) {
            return failed(problem, Remedy.PARK, reply, null);
        }
        if (step.step().route() != null) {
            // The requests of an own route are its own.
            return new Outcome.Unsure(problem.titleWording());
        }
        memory.keepAnswer(name, reply.answer());
        return new Outcome.Next(name, null, null, memory.json());
    }

    private Outcome parked(StepProgram step, AnswerRule rule, Reply reply, int status) {
        Outcome.Failed parked = failed(sentences.parked(rule, status), Remedy.PARK, reply, null);
        Outcome.Refusal refusal = refusal(step, rule);
        return refusal == null ? parked : parked.because(refusal);
    }

    private static Outcome.@Nullable Refusal refusal(StepProgram step, AnswerRule rule) {
        if (rule.because() != null) {
            return switch (rule.because()) {
                case "caller" -> Outcome.Refusal.CALLER;
                case "right" -> Outcome.Refusal.RIGHT;
                default -> Outcome.Refusal.ALL;
            };
        }
        List<String> statuses = rule.when().statuses();
        if (statuses.isEmpty() || !ABOUT_US.containsAll(statuses)) {
            return null;
        }
        return step.operation().identity() == null ? Outcome.Refusal.ALL : Outcome.Refusal.CALLER;
    }

    private List<Finding> findings(CompiledRule compiled, Reply reply, int status) {
        AnswerRule rule = compiled.said(reply, Integer.MAX_VALUE);
        String code = sentences.code(rule, "REFUSED");
        Wording said =
                rule.say().isEmpty() ? sentences.refused(status) : rule.say().wording();
        FindingMaker maker = compiled.findings();
        List<Finding> findings = maker == null ? List.of() : maker.make(reply, code, said);
        return findings.isEmpty() ? List.of(Finding.error(code, "$", said)) : findings;
    }

    private static ObjectNode result(CompiledRule compiled, Reply reply) {
        if (compiled.rule().resultIsAnswer()) {
            return WholeAnswer.of(reply.answer());
        }
        Tree tree = compiled.result();
        JsonNode result = tree == null ? reply.scope().input() : reply.scope().whole(tree);
        if (result instanceof ObjectNode object) {
            return object;
        }
        ObjectNode wrapped = JsonNodeFactory.instance.objectNode();
        return result.isNull() ? wrapped : wrapped.set(result.isArray() ? "items" : "value", result);
    }

    private static @Nullable Duration pause(CompiledRule compiled, Reply reply) {
        JsonNode said = compiled.retryAfter(reply);
        String text = said == null ? "" : said.isNumber() ? said.decimalValue().toPlainString() : said.asText("");
        Instant now = reply.scope().now();
        Duration found = reply.answer().pause(at -> RetryAfter.of(text, at), now);
        return found == null ? retryAfter(reply) : found;
    }

    private static @Nullable Duration retryAfter(Reply reply) {
        return reply.answer().retryAfter(reply.scope().now());
    }

    private static Outcome.Failed failed(Problem problem, Remedy remedy, Reply reply, @Nullable Duration retryAfter) {
        return new Outcome.Failed(problem, remedy, retryAfter, raw(reply));
    }

    /** Returns the answer in the form that is stored for support; null when there was none. */
    private static byte @Nullable [] raw(Reply reply) {
        String text = reply.body().text();
        byte[] bytes = text == null ? reply.body().bytes() : text.getBytes(StandardCharsets.UTF_8);
        return bytes.length == 0 ? null : bytes;
    }
}
