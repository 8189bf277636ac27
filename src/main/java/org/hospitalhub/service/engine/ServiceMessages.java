package org.hospitalhub.service.engine;

import java.util.Locale;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.ServiceDefinition;

/** The engine's messages about a service, for definitions without messages of their own. */
final class ServiceMessages {

    private final Wording title;
    private final String prefix;

    ServiceMessages(ServiceDefinition definition) {
        this.title = definition.title().wording();
        this.prefix = definition.name().toUpperCase(Locale.ROOT).replace('-', '_') + "_";
    }

    String code(AnswerRule rule, String otherwise) {
        return rule.code() == null ? prefix + otherwise : rule.code();
    }

    Problem parked(AnswerRule rule, int status) {
        Wording say = rule.say().isEmpty()
                ? Wording.of("SERVICE.ask-support", title)
                : rule.say().wording();
        return new Problem(
                code(rule, "UNEXPECTED_ANSWER"),
                title(rule, "SERVICE.unexpected"),
                Wording.of("SERVICE.status-then", status, say));
    }

    /** Returns the problem of an order that is parked for another reason than the answer's status. */
    Problem given(AnswerRule rule, String otherwise) {
        return new Problem(
                code(rule, otherwise),
                title(rule, "SERVICE.again"),
                rule.say().isEmpty()
                        ? Wording.of("SERVICE.again.detail")
                        : rule.say().wording());
    }

    Problem unavailable(AnswerRule rule, int status) {
        return new Problem(
                code(rule, "UNAVAILABLE"),
                title(rule, "SERVICE.unavailable"),
                Wording.of("SERVICE.tried-again", status));
    }

    Problem strangePage(int status) {
        return new Problem(
                prefix + "NO_ANSWER_OF_SERVICE",
                Wording.of("SERVICE.unexpected", title),
                Wording.of("SERVICE.strange-page", status));
    }

    /**
     * Returns the problem of an order whose work is done.
     *
     * @param why which expression failed, without a value
     * @param asks whether a replay asks again
     */
    Problem noResult(int status, String why, boolean asks) {
        return new Problem(
                prefix + "NO_RESULT",
                Wording.of("SERVICE.no-result", title),
                Wording.of(asks ? "SERVICE.no-result.asked" : "SERVICE.no-result.kept", status, why));
    }

    Problem limit(AnswerRule rule, int status) {
        return new Problem(
                code(rule, "LIMIT"), Wording.of("SERVICE.limit", title), Wording.of("SERVICE.after-a-pause", status));
    }

    private Wording title(AnswerRule rule, String otherwise) {
        return rule.title().isEmpty()
                ? Wording.of(otherwise, title)
                : rule.title().wording();
    }

    Problem noAnswer() {
        return Problem.of(prefix + "NO_ANSWER", "SERVICE.no-answer", title);
    }

    Problem noOrderId() {
        return Problem.of(prefix + "NO_ORDER_ID", "SERVICE.no-order-id");
    }

    Problem noAddress(String why) {
        return Problem.of(prefix + "NO_ADDRESS", "SERVICE.no-request", why);
    }

    /**
     * Returns the problem of a request that would lack a field.
     *
     * @param why which expression failed, without a value
     */
    Problem noRequest(String why) {
        return new Problem(
                prefix + "NO_REQUEST",
                Wording.of("SERVICE.no-request"),
                Wording.of("SERVICE.no-request.expression", why));
    }

    Problem unwritable(String why) {
        return new Problem(prefix + "BODY", Wording.of("SERVICE.no-request"), Wording.of("SERVICE.body.detail", why));
    }

    Problem round() {
        return Problem.of(prefix + "GOES_ROUND", "SERVICE.round", title);
    }

    Problem noTable(int status) {
        return new Problem(
                prefix + "UNEXPECTED_ANSWER",
                Wording.of("SERVICE.unexpected", title),
                Wording.of("SERVICE.no-line", status));
    }

    Problem oldPermit() {
        return Problem.of("PERMIT_TOO_OLD", "PERMIT_TOO_OLD");
    }

    Problem newLogIn() {
        return Problem.of("NEW_LOG_IN", "NEW_LOG_IN");
    }

    Wording refused(int status) {
        return status >= 200 && status < 300
                ? Wording.of("SERVICE.no-reason", title)
                : Wording.of("SERVICE.refused", title, status);
    }

    Wording failed() {
        return Wording.of("SERVICE.call-failed", title);
    }

    Wording limitMet() {
        return Wording.of("SERVICE.limit-met", title);
    }

    String service() {
        return title.text();
    }
}
