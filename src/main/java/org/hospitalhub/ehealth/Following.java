package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Work;
import org.hospitalhub.rules.Finding;

/** The step that asks for the decision, with pauses that grow (eHealth contract §1.10). */
final class Following {

    private final EhealthSettings settings;
    private final Progress progress;
    private final InstantSource clock;

    Following(EhealthSettings settings, Progress progress, InstantSource clock) {
        this.settings = settings;
        this.progress = progress;
        this.clock = clock;
    }

    /** Says what the details of the request mean. */
    Outcome followed(Work work, EhealthAnswer answer) {
        return answer.success() && answer.data().isPresent()
                ? judge(work, answer.data().get())
                : EhealthFailure.toQuestion(answer);
    }

    /** Judges a request that the service knows. */
    Outcome judge(Work work, ObjectNode data) {
        String word = data.path("status").asText("");
        EhealthStatus status = EhealthStatus.of(word);
        EhealthStatus goal = EhealthStatus.of(settings.followUntil());
        if (status.reached(goal)) {
            return new Outcome.Done(data);
        }
        if (status.negative()) {
            String reason = data.path("status_reason").asText("");
            return new Outcome.Refused(List.of(Finding.error(
                    "EHEALTH_" + status,
                    "$.status",
                    "The contract request is " + status + (reason.isEmpty() ? "." : ": " + reason))));
        }
        return later(work, status);
    }

    /** A change of status is news, so the pauses begin small again. */
    private Outcome later(Work work, EhealthStatus status) {
        EhealthMemory memory = EhealthMemory.of(work);
        boolean same = memory.text("status").equals(status.name());
        int asked = same ? memory.number("asked") : 0;
        Duration doubled = settings.followPause().multipliedBy(1L << Math.min(asked, 20));
        Duration pause = doubled.compareTo(settings.followPauseMax()) > 0 ? settings.followPauseMax() : doubled;
        Instant until = clock.instant().plus(pause);
        EhealthMemory next =
                memory.with("status", status.name()).with("asked", asked + 1).without("signed");
        String why = "the contract request is " + status + "; waiting for " + settings.followUntil();
        return progress.on(work, same ? next : progress.noted(next, status), until, why);
    }
}
