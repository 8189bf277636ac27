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
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Turns error responses into outcomes (eHealth contract §8.1). */
final class EhealthFailure {

    private static final String REFUSED = "EHEALTH_REFUSED";
    private static final Pattern MISSING = Pattern.compile("Missing allowances: ([a-z_:, ]{1,200})");
    private static final Pattern API_KEY =
            Pattern.compile("api.?key|broker|x-consumer-metadata", Pattern.CASE_INSENSITIVE);
    /** More findings than a person reads. */
    private static final int MOST = 200;

    private static final Duration LIMIT_PAUSE = Duration.ofMinutes(1);

    private EhealthFailure() {}

    /** Returns the outcome for the failure of a step that may be repeated without harm. */
    static Outcome of(EhealthResponse response) {
        return switch (response.status()) {
            case 400, 409, 422 -> new Outcome.Refused(findings(response));
            case 401 -> unauthorised(response);
            case 403 -> forbidden(response);
            case 404 ->
                park(
                        response,
                        "EHEALTH_NOT_FOUND",
                        "eHealth does not know what was asked for",
                        "Check hub.ehealth.base-url and the ids of the order, then replay it.");
            case 429 ->
                new Outcome.Failed(
                        Problem.of("EHEALTH_LIMIT", "EHEALTH_LIMIT"),
                        Remedy.LIMITED,
                        response.retryAfterOr(LIMIT_PAUSE),
                        response.raw());
            default -> other(response);
        };
    }

    /** Returns the outcome for the failure of a step that must not be repeated blindly: after 424 and 5xx it is unknown what was done. */
    static Outcome afterSubmission(EhealthResponse response) {
        boolean unclear = response.status() >= 500 || response.status() == 408 || response.status() == 424;
        return unclear ? new Outcome.Unsure(Wording.of("UNSURE.answered", response.status())) : of(response);
    }

    /** Returns the outcome for the failure of a poll: such an answer refuses no order. */
    static Outcome whileFollowing(EhealthResponse response) {
        return switch (response.status()) {
            case 400, 409, 422 ->
                park(
                        response,
                        "EHEALTH_UNEXPECTED_STATUS",
                        "eHealth does not tell the state of the contract request",
                        "It says: " + brief(response) + " Replay the order to ask again.");
            default -> of(response);
        };
    }

    /** Returns the outcome for the failure of a look-up: what a person must fix leaves it unsure whether the request arrived. */
    static Outcome duringLookUp(EhealthResponse response) {
        Outcome outcome = whileFollowing(response);
        if (outcome instanceof Outcome.Failed failed && failed.remedy() == Remedy.PARK && response.status() != 404) {
            Problem cause = failed.problem();
            return new Outcome.Failed(
                    new Problem(
                            Problem.UNSURE,
                            Wording.of("UNSURE.ehealth"),
                            Wording.joined(". ", List.of(cause.titleWording(), cause.detailWording()))),
                    Remedy.PARK,
                    null,
                    failed.raw(),
                    failed.refusal());
        }
        return outcome;
    }

    /** Returns the outcome for a success response that cannot be read. */
    static Outcome unreadable(EhealthResponse response) {
        return park(
                response,
                "EHEALTH_NONSENSE",
                "The answer of eHealth cannot be read",
                "The raw answer is kept with the attempt: ask the support of eHealth, then replay the order.");
    }

    /** Returns whether a new token can cure a 401; a wrong API key or PSK cannot be cured so. */
    static boolean tokenRefused(EhealthResponse response) {
        return response.status() == 401 && !API_KEY.matcher(response.message()).find();
    }

    private static Outcome unauthorised(EhealthResponse response) {
        if (!tokenRefused(response)) {
            return park(
                            response,
                            "EHEALTH_API_KEY",
                            "eHealth did not accept the API key",
                            "It says: " + brief(response)
                                    + " Check hub.ehealth.api-key and custom-psk, then replay the order.")
                    .because(Outcome.Refusal.ALL);
        }
        return park(
                        response,
                        "EHEALTH_NOT_AUTHORISED",
                        "eHealth did not accept a new access token either",
                        "It says: " + brief(response)
                                + " Check hub.ehealth.api-key and custom-psk; then the user of the legal entity must log in again."
                                + " After that replay the order.")
                .because(Outcome.Refusal.CALLER);
    }

    private static Outcome forbidden(EhealthResponse response) {
        Matcher missing = MISSING.matcher(response.message());
        if (missing.find()) {
            return park(
                            response,
                            "EHEALTH_SCOPE_MISSING",
                            "The token lacks the scope " + missing.group(1).strip(),
                            "Let the user of the legal entity log in again with this scope, then replay the order.")
                    .because(Outcome.Refusal.RIGHT);
        }
        return park(
                        response,
                        "EHEALTH_FORBIDDEN",
                        "eHealth forbids this",
                        "It says: " + brief(response) + " When that is cured, replay the order.")
                .because(Outcome.Refusal.RIGHT);
    }

    private static Outcome other(EhealthResponse response) {
        int status = response.status();
        if (status >= 500 || status == 408 || status == 424 || status == 425) {
            return new Outcome.Failed(
                    new Problem(
                            "EHEALTH_UNAVAILABLE",
                            Wording.of("EHEALTH_UNAVAILABLE"),
                            Wording.of("SERVICE.tried-again", status)),
                    Remedy.RETRY,
                    response.retryAfterOr(Duration.ZERO),
                    response.raw());
        }
        return response.success()
                ? unreadable(response)
                : park(
                        response,
                        "EHEALTH_UNEXPECTED_STATUS",
                        "eHealth answered what its description does not know",
                        "Check hub.ehealth.base-url (redirects are not followed), then replay the order.");
    }

    static Outcome.Failed park(@Nullable EhealthResponse response, String code, String title, String detail) {
        String status = response == null ? "" : "It answered HTTP " + response.status() + ". ";
        return new Outcome.Failed(
                new Problem(code, title, status + detail), Remedy.PARK, null, response == null ? null : response.raw());
    }

    private static String brief(EhealthResponse response) {
        String message = response.message();
        // The gateway's texts are fixed sentences; anything longer is not for a problem's words.
        return message.isEmpty() || message.length() > 120 ? "(nothing in words)." : "\"" + message + "\".";
    }

    /** Reads a refusal: one finding for each broken rule, or one for the message where no path is given. */
    static List<Finding> findings(EhealthResponse response) {
        List<Finding> findings = new ArrayList<>();
        for (JsonNode invalid : response.json().at("/error/invalid")) {
            for (JsonNode rule : invalid.path("rules")) {
                String text = rule.path("description").asText("").strip();
                if (!text.isEmpty() && findings.size() < MOST) {
                    String entry = ErrorText.bounded(invalid.path("entry").asText("$"));
                    findings.add(Finding.error(REFUSED, path(entry), ErrorText.bounded(text)));
                }
            }
        }
        if (findings.isEmpty()) {
            String message = response.message();
            findings.add(Finding.error(
                    REFUSED,
                    "$",
                    message.isEmpty() ? Wording.of("EHEALTH_REFUSED", response.status()) : Wording.verbatim(message)));
        }
        return List.copyOf(findings);
    }

    /** Writes both styles of array paths as one: {@code $.a.[0].b} and {@code $.a[0].b} (eHealth contract §8.2). */
    static String path(String entry) {
        String path = entry.strip().replace(".[", "[");
        return path.startsWith("$") ? path : "$." + path;
    }
}
