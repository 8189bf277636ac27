package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;

/**
 * The steps that must not be repeated blindly: create and the follow-up actions, and the look-up after an unsure
 * attempt.
 */
final class SubmitStep {

    private static final int MOST_LOOK_UPS = 12;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final FollowStep followStep;
    private final InstantSource clock;

    SubmitStep(FollowStep followStep, InstantSource clock) {
        this.followStep = followStep;
        this.clock = clock;
    }

    /** Returns the envelope of the signed content, the same bytes whenever it is sent again (eHealth contract §1.6). */
    byte[] envelope(ClaimedStep work) {
        return EhealthOrder.bytes(JsonNodeFactory.instance
                .objectNode()
                .put("signed_content", StepState.of(work).text("signed"))
                .put("signed_content_encoding", "base64"));
    }

    /** Returns the id and body of a follow-up action. */
    byte[] action(ClaimedStep work) {
        EhealthOrder order = EhealthOrder.of(work);
        return switch (order.operation()) {
            case SIGN -> envelope(work);
            case TERMINATE -> {
                ObjectNode body = JsonNodeFactory.instance.objectNode();
                if (order.payload().hasNonNull("status_reason")) {
                    body.set("status_reason", order.payload().get("status_reason"));
                }
                yield EhealthOrder.bytes(body);
            }
            case APPROVE, CAPITATION, REIMBURSEMENT -> EhealthOrder.bytes(JsonNodeFactory.instance.objectNode());
        };
    }

    Outcome createAnswered(ClaimedStep work, EhealthResponse response) {
        if (response.success() && response.data().isPresent()) {
            return followStep.outcomeOf(work, response.data().get());
        }
        if (response.success()) {
            return new Outcome.Unsure(Wording.of("UNSURE.created-unread"));
        }
        // The id is used: by an earlier attempt of ours whose answer was lost, or by an unknown client.
        if (response.status() == 409
                && response.message().equals(EhealthRule.ID_UNUSED.wording().text())) {
            return Outcome.Next.now(
                    "look-up", StepState.of(work).with("conflict", 1).json());
        }
        return EhealthFailure.afterSubmission(response);
    }

    Outcome actionAnswered(ClaimedStep work, EhealthResponse response) {
        if (response.success()) {
            return response.data()
                    .<Outcome>map(Outcome.Done::new)
                    .orElseGet(() -> new Outcome.Unsure(Wording.of("UNSURE.acted-unread")));
        }
        return EhealthFailure.afterSubmission(response);
    }

    /** Returns the outcome after an unsure attempt, now that the service has answered what it knows. */
    Outcome lookedUp(ClaimedStep work, EhealthResponse response) {
        EhealthOrder order = EhealthOrder.of(work);
        boolean creates =
                order.operation() == EhealthOperation.CAPITATION || order.operation() == EhealthOperation.REIMBURSEMENT;
        StepState state = StepState.of(work);
        if (creates && response.status() == 404) {
            return state.number("conflict") > 0
                    ? EhealthFailure.park(
                            response,
                            "UNSURE",
                            "The id of the contract request is used, but eHealth does not show the request",
                            "Ask the support of eHealth. Replay the order with its payload to begin anew.")
                    : again("create", state);
        }
        if (!response.success() || response.data().isEmpty()) {
            return EhealthFailure.duringLookUp(response);
        }
        ObjectNode data = response.data().get();
        return creates ? followStep.outcomeOf(work, data) : actionAnswered(order.operation(), state, data);
    }

    private Outcome actionAnswered(EhealthOperation operation, StepState state, ObjectNode data) {
        EhealthStatus status = EhealthStatus.of(data.path("status").asText());
        boolean done =
                switch (operation) {
                    case APPROVE -> status.hasReached(EhealthStatus.PENDING_NHS_SIGN);
                    case SIGN -> status == EhealthStatus.SIGNED;
                    case TERMINATE -> status == EhealthStatus.TERMINATED;
                    case CAPITATION, REIMBURSEMENT -> false;
                };
        boolean possible =
                switch (operation) {
                    case APPROVE -> status == EhealthStatus.APPROVED;
                    case SIGN -> status == EhealthStatus.NHS_SIGNED;
                    case TERMINATE -> !status.isNegative() && status != EhealthStatus.SIGNED;
                    case CAPITATION, REIMBURSEMENT -> false;
                };
        if (done) {
            return new Outcome.Done(data);
        }
        return possible
                ? again("act", state)
                : new Outcome.Refused(List.of(Finding.error(
                        "EHEALTH_" + status, "$.status", Wording.of("EHEALTH_STATUS.not-possible", status))));
    }

    /** Sends again what certainly did not arrive, after a pause that grows; a service that loses all is for a person. */
    private Outcome again(String step, StepState state) {
        int times = state.number("lookUps");
        if (times >= MOST_LOOK_UPS) {
            return EhealthFailure.park(
                    null,
                    "UNSURE",
                    "eHealth loses this request again and again",
                    "Every try ended without an answer, and eHealth knows nothing of it. Replay the order later.");
        }
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << times);
        Duration pause = times == 0 ? Duration.ZERO : doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
        return new Outcome.Next(
                step,
                clock.instant().plus(pause),
                null,
                state.with("lookUps", times + 1).json());
    }
}
