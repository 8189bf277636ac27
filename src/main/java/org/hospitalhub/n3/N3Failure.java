package org.hospitalhub.n3;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.rules.Finding;

/** Says what an answer means that is not the one asked for. */
final class N3Failure {

    private static final String ASK_FOR_KEY =
            "Check hub.n3.token with the administrator of N3.Health, then replay the order.";
    private static final String CHECK_ADDRESS =
            "Check hub.n3.base-url; if it is right, the service has changed. Then replay the order.";
    private static final String ASK_SUPPORT =
            "The raw answer is kept with the attempt: ask the support of N3.Health, then replay the order.";

    /** With these a service says that it was asked too often. */
    private static final Set<Integer> SAYS_WHEN = Set.of(403, 500, 503);

    static final String NO_REASON = "N3 gave no reason.";

    private N3Failure() {}

    /** Judges by status and text; the texts are N3's own, so they go into findings or are kept encrypted, never into a problem. */
    static Outcome of(N3Answer answer, Instant now) {
        int status = answer.status();
        List<N3Complaint> complaints = N3Complaint.read(answer.text());
        if (status == 429 || (answer.retryAfter() != null && SAYS_WHEN.contains(status))) {
            return limit(answer, Remedy.LIMITED, now);
        }
        if (SAYS_WHEN.contains(status) && complaints.stream().anyMatch(N3Complaint::limit)) {
            return limit(answer, Remedy.LIMIT_WORDS, now);
        }
        return switch (status) {
            case 400, 409, 422 ->
                new Outcome.Refused(findings(
                        "N3_REFUSED", complaints, "N3 refused the order with HTTP " + status + " and gave no reason."));
            case 401, 403 ->
                park(answer, "N3_NOT_AUTHORISED", "N3 did not accept our key", ASK_FOR_KEY)
                        .because(Outcome.Refusal.ALL);
            case 404 -> park(answer, "N3_NOT_FOUND", "N3 does not know the address", CHECK_ADDRESS);
            case 405 -> park(answer, "N3_METHOD_NOT_ALLOWED", "N3 does not allow this method here", CHECK_ADDRESS);
            default -> other(answer, now);
        };
    }

    /** Judges an answer that says success and is not what was asked for: an error within it, or nothing that can be read. */
    static Outcome nonsense(N3Answer answer, Instant now) {
        if (N3Complaint.read(answer.text()).stream().anyMatch(N3Complaint::limit)) {
            return limit(answer, Remedy.LIMIT_WORDS, now);
        }
        List<N3Complaint> complaints =
                N3Json.read(answer.text()).map(N3Complaint::within).orElseGet(List::of);
        return complaints.isEmpty()
                ? park(answer, "N3_NONSENSE", "The answer of N3 cannot be read", ASK_SUPPORT)
                : new Outcome.Refused(findings("N3_ERROR", complaints, NO_REASON));
    }

    private static Outcome other(N3Answer answer, Instant now) {
        int status = answer.status();
        if (status >= 500 || status == 408 || status == 425) {
            return new Outcome.Failed(
                    new Problem(
                            "N3_UNAVAILABLE",
                            "N3 cannot work just now",
                            "It answered HTTP " + status + "; the step is tried again."),
                    Remedy.RETRY,
                    answer.wait(now),
                    answer.raw());
        }
        if (status >= 200 && status < 300) {
            return nonsense(answer, now);
        }
        return park(answer, "N3_UNEXPECTED_STATUS", "N3 answered what its description does not know", CHECK_ADDRESS);
    }

    /** Only status and header speak for all requests; words may be meant for this order alone. */
    private static Outcome limit(N3Answer answer, Remedy remedy, Instant now) {
        return new Outcome.Failed(
                new Problem(
                        "N3_LIMIT",
                        "The limit of N3 is reached",
                        "It answered HTTP " + answer.status() + "; the step is tried again after a pause."),
                remedy,
                answer.wait(now),
                answer.raw());
    }

    private static Outcome.Failed park(N3Answer answer, String code, String title, String whatToDo) {
        return new Outcome.Failed(
                new Problem(code, title, "It answered HTTP " + answer.status() + ". " + whatToDo),
                Remedy.PARK,
                null,
                answer.raw());
    }

    /** Writes complaints as findings; one that says nothing says that. */
    static List<Finding> findings(String code, List<N3Complaint> complaints, String nothingSaid) {
        return complaints.stream()
                .map(complaint -> Finding.error(
                        code, complaint.path(), complaint.text().isEmpty() ? nothingSaid : complaint.text()))
                .toList();
    }
}
