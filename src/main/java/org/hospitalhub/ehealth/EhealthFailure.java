package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hospitalhub.calls.ErrorText;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/** Says what an answer means that is not the one asked for (eHealth contract §8.1). */
final class EhealthFailure {

    private static final String REFUSED = "EHEALTH_REFUSED";
    private static final Pattern MISSING = Pattern.compile("Missing allowances: ([a-z_:, ]{1,200})");
    private static final Pattern API_KEY =
            Pattern.compile("api.?key|broker|x-consumer-metadata", Pattern.CASE_INSENSITIVE);
    /** More findings than a person reads. */
    private static final int MOST = 200;

    private static final Duration LIMIT_PAUSE = Duration.ofMinutes(1);

    private EhealthFailure() {}

    /** Judges the failure of a step that may be repeated without harm. */
    static Outcome of(EhealthAnswer answer) {
        return switch (answer.status()) {
            case 400, 409, 422 -> new Outcome.Refused(findings(answer));
            case 401 -> unauthorised(answer);
            case 403 -> forbidden(answer);
            case 404 ->
                park(
                        answer,
                        "EHEALTH_NOT_FOUND",
                        "eHealth does not know what was asked for",
                        "Check hub.ehealth.base-url and the ids of the order, then replay it.");
            case 429 ->
                new Outcome.Failed(
                        new Problem(
                                "EHEALTH_LIMIT",
                                "The limit of eHealth is reached",
                                "It answered HTTP 429; the step is tried again after a pause."),
                        Remedy.LIMITED,
                        answer.wait(LIMIT_PAUSE),
                        answer.raw());
            default -> other(answer);
        };
    }

    /** Judges the failure of a step that must not be repeated blindly: after 424 and 5xx nobody knows what was done. */
    static Outcome afterSubmission(EhealthAnswer answer) {
        boolean unclear = answer.status() >= 500 || answer.status() == 408 || answer.status() == 424;
        return unclear
                ? new Outcome.Unsure("The request was sent and answered with HTTP " + answer.status() + ".")
                : of(answer);
    }

    /** Judges the failure of a question about what was sent before: such an answer refuses no order. */
    static Outcome toQuestion(EhealthAnswer answer) {
        return switch (answer.status()) {
            case 400, 409, 422 ->
                park(
                        answer,
                        "EHEALTH_UNEXPECTED_STATUS",
                        "eHealth does not tell the state of the contract request",
                        "It says: " + brief(answer) + " Replay the order to ask again.");
            default -> of(answer);
        };
    }

    /** Judges the failure of the question whether something arrived: what a person must cure leaves that unsure. */
    static Outcome toLookUp(EhealthAnswer answer) {
        Outcome outcome = toQuestion(answer);
        if (outcome instanceof Outcome.Failed failed && failed.remedy() == Remedy.PARK && answer.status() != 404) {
            Problem cause = failed.problem();
            return new Outcome.Failed(
                    new Problem(
                            Problem.UNSURE,
                            "It is not known whether eHealth took what was sent",
                            cause.title() + ". " + cause.detail()),
                    Remedy.PARK,
                    null,
                    failed.raw(),
                    failed.refusal());
        }
        return outcome;
    }

    /** Judges an answer that cannot be read although it says success. */
    static Outcome nonsense(EhealthAnswer answer) {
        return park(
                answer,
                "EHEALTH_NONSENSE",
                "The answer of eHealth cannot be read",
                "The raw answer is kept with the attempt: ask the support of eHealth, then replay the order.");
    }

    /** Tells whether a new token can cure a 401; a wrong API key or PSK cannot be cured so. */
    static boolean tokenRefused(EhealthAnswer answer) {
        return answer.status() == 401 && !API_KEY.matcher(answer.message()).find();
    }

    private static Outcome unauthorised(EhealthAnswer answer) {
        if (!tokenRefused(answer)) {
            return park(
                            answer,
                            "EHEALTH_API_KEY",
                            "eHealth did not accept the API key",
                            "It says: " + brief(answer)
                                    + " Check hub.ehealth.api-key and custom-psk, then replay the order.")
                    .because(Outcome.Refusal.ALL);
        }
        return park(
                        answer,
                        "EHEALTH_NOT_AUTHORISED",
                        "eHealth did not accept a new access token either",
                        "It says: " + brief(answer)
                                + " Check hub.ehealth.api-key and custom-psk; then the user of the legal entity must log in again."
                                + " After that replay the order.")
                .because(Outcome.Refusal.CALLER);
    }

    private static Outcome forbidden(EhealthAnswer answer) {
        Matcher missing = MISSING.matcher(answer.message());
        if (missing.find()) {
            return park(
                            answer,
                            "EHEALTH_SCOPE_MISSING",
                            "The token lacks the scope " + missing.group(1).strip(),
                            "Let the user of the legal entity log in again with this scope, then replay the order.")
                    .because(Outcome.Refusal.RIGHT);
        }
        return park(
                        answer,
                        "EHEALTH_FORBIDDEN",
                        "eHealth forbids this",
                        "It says: " + brief(answer) + " When that is cured, replay the order.")
                .because(Outcome.Refusal.RIGHT);
    }

    private static Outcome other(EhealthAnswer answer) {
        int status = answer.status();
        if (status >= 500 || status == 408 || status == 424 || status == 425) {
            return new Outcome.Failed(
                    new Problem(
                            "EHEALTH_UNAVAILABLE",
                            "eHealth cannot work just now",
                            "It answered HTTP " + status + "; the step is tried again."),
                    Remedy.RETRY,
                    answer.wait(Duration.ZERO),
                    answer.raw());
        }
        return answer.success()
                ? nonsense(answer)
                : park(
                        answer,
                        "EHEALTH_UNEXPECTED_STATUS",
                        "eHealth answered what its description does not know",
                        "Check hub.ehealth.base-url (redirects are not followed), then replay the order.");
    }

    static Outcome.Failed park(@Nullable EhealthAnswer answer, String code, String title, String detail) {
        String status = answer == null ? "" : "It answered HTTP " + answer.status() + ". ";
        return new Outcome.Failed(
                new Problem(code, title, status + detail), Remedy.PARK, null, answer == null ? null : answer.raw());
    }

    private static String brief(EhealthAnswer answer) {
        String message = answer.message();
        // The gateway's texts are fixed sentences; anything longer is not for a problem's words.
        return message.isEmpty() || message.length() > 120 ? "(nothing in words)." : "\"" + message + "\".";
    }

    /** Reads a refusal: one finding for each broken rule, or one for the message where no path is told. */
    static List<Finding> findings(EhealthAnswer answer) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode invalid : answer.json().at("/error/invalid")) {
            for (JsonNode rule : invalid.path("rules")) {
                String text = rule.path("description").asText("").strip();
                if (!text.isEmpty() && findings.size() < MOST) {
                    String entry = ErrorText.bounded(invalid.path("entry").asText("$"));
                    findings.add(Finding.error(REFUSED, path(entry), ErrorText.bounded(text)));
                }
            }
        }
        if (findings.isEmpty()) {
            String message = answer.message();
            findings.add(Finding.error(
                    REFUSED,
                    "$",
                    message.isEmpty()
                            ? "eHealth refused the order with HTTP " + answer.status() + " and gave no reason."
                            : message));
        }
        return List.copyOf(findings);
    }

    /** Writes both styles of array paths as one: {@code $.a.[0].b} and {@code $.a[0].b} (eHealth contract §8.2). */
    static String path(String entry) {
        String path = entry.strip().replace(".[", "[");
        return path.startsWith("$") ? path : "$." + path;
    }
}
