package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Work;
import org.hospitalhub.rules.Finding;

/** The steps that must not happen twice: create and the follow-up actions, and the look-up when they are unsure. */
final class Submission {

    private static final int MOST_LOOK_UPS = 12;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Following following;
    private final InstantSource clock;

    Submission(Following following, InstantSource clock) {
        this.following = following;
        this.clock = clock;
    }

    /** Tells the envelope of what was signed, the same bytes whenever it is sent again (eHealth contract §1.6). */
    byte[] envelope(Work work) {
        return EhealthOrder.bytes(JsonNodeFactory.instance
                .objectNode()
                .put("signed_content", EhealthMemory.of(work).text("signed"))
                .put("signed_content_encoding", "base64"));
    }

    /** Tells the id and body of a follow-up action. */
    byte[] action(Work work) {
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

    Outcome created(Work work, EhealthAnswer answer) {
        if (answer.success() && answer.data().isPresent()) {
            return following.judge(work, answer.data().get());
        }
        if (answer.success()) {
            return new Outcome.Unsure("The contract request was sent; its answer cannot be read.");
        }
        // The id is used: by an earlier try of ours whose answer was lost, or by nobody we can see.
        if (answer.status() == 409 && answer.message().equals(EhealthRule.ID_UNUSED.message())) {
            return Outcome.Next.now(
                    "look-up", EhealthMemory.of(work).with("conflict", 1).json());
        }
        return EhealthFailure.afterSubmission(answer);
    }

    Outcome acted(Work work, EhealthAnswer answer) {
        if (answer.success()) {
            return answer.data()
                    .<Outcome>map(Outcome.Done::new)
                    .orElseGet(() -> new Outcome.Unsure("The action was sent; its answer cannot be read."));
        }
        return EhealthFailure.afterSubmission(answer);
    }

    /** Says what is right after an unsure try, now that the service told what it knows. */
    Outcome lookedUp(Work work, EhealthAnswer answer) {
        EhealthOrder order = EhealthOrder.of(work);
        boolean creates =
                order.operation() == EhealthOperation.CAPITATION || order.operation() == EhealthOperation.REIMBURSEMENT;
        EhealthMemory memory = EhealthMemory.of(work);
        if (creates && answer.status() == 404) {
            return memory.number("conflict") > 0
                    ? EhealthFailure.park(
                            answer,
                            "UNSURE",
                            "The id of the contract request is used, but eHealth does not show the request",
                            "Ask the support of eHealth. Replay the order with its payload to begin anew.")
                    : again("create", memory);
        }
        if (!answer.success() || answer.data().isEmpty()) {
            return EhealthFailure.toLookUp(answer);
        }
        ObjectNode data = answer.data().get();
        return creates ? following.judge(work, data) : acted(order.operation(), memory, data);
    }

    private Outcome acted(EhealthOperation operation, EhealthMemory memory, ObjectNode data) {
        EhealthStatus status = EhealthStatus.of(data.path("status").asText());
        boolean done =
                switch (operation) {
                    case APPROVE -> status.reached(EhealthStatus.PENDING_NHS_SIGN);
                    case SIGN -> status == EhealthStatus.SIGNED;
                    case TERMINATE -> status == EhealthStatus.TERMINATED;
                    case CAPITATION, REIMBURSEMENT -> false;
                };
        boolean possible =
                switch (operation) {
                    case APPROVE -> status == EhealthStatus.APPROVED;
                    case SIGN -> status == EhealthStatus.NHS_SIGNED;
                    case TERMINATE -> !status.negative() && status != EhealthStatus.SIGNED;
                    case CAPITATION, REIMBURSEMENT -> false;
                };
        if (done) {
            return new Outcome.Done(data);
        }
        return possible
                ? again("act", memory)
                : new Outcome.Refused(List.of(Finding.error(
                        "EHEALTH_" + status,
                        "$.status",
                        "The contract request is " + status + ": this is not possible.")));
    }

    /** Sends again what certainly did not arrive, after a pause that grows; a service that loses all is for a person. */
    private Outcome again(String step, EhealthMemory memory) {
        int times = memory.number("lookUps");
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
                memory.with("lookUps", times + 1).json());
    }
}
