package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;

/** The step that polls for the decision, with growing pauses (eHealth contract §1.10). */
final class FollowStep {

    private final EhealthSettings settings;
    private final ProgressStep progressStep;
    private final InstantSource clock;

    FollowStep(EhealthSettings settings, ProgressStep progressStep, InstantSource clock) {
        this.settings = settings;
        this.progressStep = progressStep;
        this.clock = clock;
    }

    /** Returns the outcome for the response with the details of the request. */
    Outcome followed(ClaimedStep work, EhealthResponse response) {
        return response.success() && response.data().isPresent()
                ? outcomeOf(work, response.data().get())
                : EhealthFailure.whileFollowing(response);
    }

    /** Returns the outcome for a contract request that the service knows. */
    Outcome outcomeOf(ClaimedStep work, ObjectNode data) {
        String word = data.path("status").asText("");
        EhealthStatus status = EhealthStatus.of(word);
        EhealthStatus goal = EhealthStatus.of(settings.followUntil());
        if (status.hasReached(goal)) {
            return new Outcome.Done(data);
        }
        if (status.isNegative()) {
            String reason = data.path("status_reason").asText("");
            return new Outcome.Refused(List.of(Finding.error(
                    "EHEALTH_" + status,
                    "$.status",
                    reason.isEmpty()
                            ? Wording.of("EHEALTH_STATUS", status)
                            : Wording.of("EHEALTH_STATUS.reason", status, reason))));
        }
        return later(work, status);
    }

    /** A change of status restarts the pauses at their shortest. */
    private Outcome later(ClaimedStep work, EhealthStatus status) {
        StepState state = StepState.of(work);
        boolean same = state.text("status").equals(status.name());
        int asked = same ? state.number("asked") : 0;
        Duration doubled = settings.followPause().multipliedBy(1L << Math.min(asked, 20));
        Duration pause = doubled.compareTo(settings.followPauseMax()) > 0 ? settings.followPauseMax() : doubled;
        Instant until = clock.instant().plus(pause);
        StepState next =
                state.with("status", status.name()).with("asked", asked + 1).without("signed");
        Wording why = Wording.of("WHY.contract-request", status, settings.followUntil());
        return progressStep.continueFollowing(
                work, same ? next : progressStep.withStatusChange(next, status), until, why);
    }
}
