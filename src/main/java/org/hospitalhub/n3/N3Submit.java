package org.hospitalhub.n3;

import java.time.Instant;
import java.time.InstantSource;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Work;
import org.hospitalhub.pacing.PollPlan;

/** The step that orders an answer (N3 description §2.1, §3.1, §4.1). */
final class N3Submit {

    private final N3Settings settings;
    private final PollPlan plan;
    private final InstantSource clock;

    N3Submit(N3Settings settings, PollPlan plan, InstantSource clock) {
        this.settings = settings;
        this.plan = plan;
        this.clock = clock;
    }

    /** Sends exactly the bytes that were checked and stored. */
    N3Request request(Work work) {
        return new N3Request("POST", N3Operation.named(work.order().operation()).resource(), work.payload());
    }

    Outcome outcome(Work work, N3Answer answer) {
        Instant now = clock.instant();
        N3Operation operation = N3Operation.named(work.order().operation());
        if (answer.status() < 200 || answer.status() > 299) {
            return N3Failure.of(answer, now);
        }
        return N3OrderId.read(operation, answer.text())
                .map(id -> poll(operation, N3Memory.of(work.memory(), now).ordered(id, now), now))
                .orElseGet(() -> N3Failure.nonsense(answer, now));
    }

    private Outcome poll(N3Operation operation, N3Memory memory, Instant now) {
        // The specification parts the questions; the first one waits as long, or it would be a question too early.
        Instant first = now.plus(settings.pollPause());
        Instant ripe = plan.ripe(operation.title(), now, null, 0, now);
        return new Outcome.Next(
                "poll",
                first,
                ripe.isBefore(first) ? first : ripe,
                memory.json(),
                null,
                operation.resource() + "/" + memory.id());
    }
}
