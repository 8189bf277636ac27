package org.hospitalhub.service.engine;

import java.util.Locale;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.service.definition.AnswerRule;
import org.hospitalhub.service.definition.ServiceDefinition;

/** The engine's own sentences about a service, where a definition has no better ones. */
final class Sentences {

    private final String title;
    private final String prefix;

    Sentences(ServiceDefinition definition) {
        this.title = definition.title().text();
        this.prefix = definition.name().toUpperCase(Locale.ROOT).replace('-', '_') + "_";
    }

    String code(AnswerRule rule, String otherwise) {
        return rule.code() == null ? prefix + otherwise : rule.code();
    }

    Problem parked(AnswerRule rule, int status) {
        String say = rule.say().isEmpty()
                ? "The raw answer is kept with the attempt: ask the support of " + title + ", then replay the order."
                : rule.say().text();
        return new Problem(
                code(rule, "UNEXPECTED_ANSWER"),
                rule.title().isEmpty()
                        ? title + " answered what its description does not know"
                        : rule.title().text(),
                "It answered HTTP " + status + ". " + say);
    }

    /** What is parked for another reason than its answer's status. */
    Problem given(AnswerRule rule, String otherwise) {
        return new Problem(
                code(rule, otherwise),
                rule.title().isEmpty()
                        ? title + " was asked again and again"
                        : rule.title().text(),
                rule.say().isEmpty()
                        ? "Its time is over. Replay the order later."
                        : rule.say().text());
    }

    Problem unavailable(AnswerRule rule, int status) {
        return new Problem(
                code(rule, "UNAVAILABLE"),
                rule.title().isEmpty()
                        ? title + " cannot work just now"
                        : rule.title().text(),
                "It answered HTTP " + status + "; the step is tried again.");
    }

    Problem limit(AnswerRule rule, int status) {
        return new Problem(
                code(rule, "LIMIT"),
                "The limit of " + title + " is reached",
                "It answered HTTP " + status + "; the step is tried again after a pause.");
    }

    Problem noAnswer() {
        return new Problem(
                prefix + "NO_ANSWER",
                title + " has not answered in time",
                "It still says that it works on the order. Replay the order to ask again, or ask the support of "
                        + title + ".");
    }

    Problem noOrderId() {
        return new Problem(
                prefix + "NO_ORDER_ID",
                "There is no order to ask for",
                "Replay the order with its payload to order anew.");
    }

    Problem noAddress(String why) {
        return new Problem(
                prefix + "NO_ADDRESS",
                "The request cannot be made",
                why + " Nothing was sent. Correct the payload, then replay the order.");
    }

    Problem unwritable(String why) {
        return new Problem(
                prefix + "BODY",
                "The request cannot be made",
                "The body cannot be written: " + why
                        + ". Nothing was sent. Correct the payload, then replay the order.");
    }

    Problem round() {
        return new Problem(
                prefix + "GOES_ROUND",
                "The order goes round in its steps",
                "It came back to the same step too often. Look at its history and at the answers of " + title + ".");
    }

    Problem noTable(int status) {
        return new Problem(
                prefix + "UNEXPECTED_ANSWER",
                title + " answered what its description does not know",
                "It answered HTTP " + status + ", and no line of the table fits.");
    }

    Problem oldPermit() {
        return new Problem("PERMIT_TOO_OLD", "The permit was not used in time", "Nothing was sent; tried again.");
    }

    String refused(int status) {
        return status >= 200 && status < 300
                ? title + " gave no reason."
                : title + " refused the order with HTTP " + status + " and gave no reason.";
    }

    String failed() {
        return "The call of " + title + " failed";
    }

    String limitMet() {
        return title + " answered an order with a limit that was reached";
    }

    String service() {
        return title;
    }
}
