package org.hospitalhub.n3;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.ledger.Work;
import org.hospitalhub.pacing.PollPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The step that asks for the answer (N3 description §2.2, §3.2, §4.2). */
final class N3Poll {

    private static final Logger LOG = LoggerFactory.getLogger(N3Poll.class);
    // With doubling pauses from 10 s on: two and a half minutes.
    private static final int UNREADABLE_ANSWERS = 4;
    private static final Duration LONGEST_REORDER_PAUSE = Duration.ofHours(1);

    private final N3Settings settings;
    private final PollPlan plan;
    private final InstantSource clock;

    N3Poll(N3Settings settings, PollPlan plan, InstantSource clock) {
        this.settings = settings;
        this.plan = plan;
        this.clock = clock;
    }

    N3Request request(Work work) {
        String id = N3Memory.of(work.memory(), clock.instant()).id();
        if (!N3OrderId.believed(id)) {
            throw new StepEndedException(park(
                    "N3_NO_ORDER_ID",
                    "There is no order to ask for",
                    "Replay the order with its payload to order anew."));
        }
        return new N3Request("GET", N3Operation.named(work.order().operation()).resource() + "/" + id, null);
    }

    Outcome outcome(Work work, N3Answer answer) {
        Instant now = clock.instant();
        if (answer.status() == 404) {
            return forgotten(work);
        }
        if (answer.status() < 200 || answer.status() > 299) {
            return N3Failure.of(answer, now);
        }
        Optional<N3Json> report =
                N3Json.read(answer.text()).filter(json -> !json.text("status").isEmpty());
        return report.map(json -> judge(work, json, answer, now)).orElseGet(() -> unreadable(work, answer, now));
    }

    /** A question is harmless to repeat, and a page of a proxy is gone soon: a person is called when it stays. */
    private Outcome unreadable(Work work, N3Answer answer, Instant now) {
        Outcome judged = N3Failure.nonsense(answer, now);
        N3Memory memory = N3Memory.of(work.memory(), work.enteredAt());
        boolean limit = judged instanceof Outcome.Failed failed && failed.remedy() == Remedy.LIMIT_WORDS;
        if (limit || memory.unread() >= UNREADABLE_ANSWERS) {
            return judged;
        }
        Instant until = now.plus(settings.pollPause().multipliedBy(1L << memory.unread()));
        return new Outcome.Wait(
                until,
                null,
                "the last answer could not be read",
                memory.unreadable().json());
    }

    private Outcome judge(Work work, N3Json report, N3Answer answer, Instant now) {
        return switch (report.text("status").toLowerCase(Locale.ROOT)) {
            case "выполнено" -> N3Result.read(work, report).orElseGet(() -> unreadable(work, answer, now));
            case "ошибка" -> error(work, report, now);
            case "в процессе" -> later(work, now);
            default -> {
                // An unknown word is no success (docs/contracts/n3.md A1.13); the word itself may be anything, so it is
                // not
                // logged.
                LOG.warn(
                        "N3 answered order {} with a status word that its description does not know",
                        work.order().id());
                yield later(work, now);
            }
        };
    }

    private Outcome later(Work work, Instant now) {
        N3Memory memory = N3Memory.of(work.memory(), work.enteredAt());
        // A replay enters the step anew and may ask as long again.
        Instant since = memory.orderedAt().isAfter(work.enteredAt()) ? memory.orderedAt() : work.enteredAt();
        if (Duration.between(since, now).compareTo(settings.giveUpAfter()) >= 0) {
            return park(
                    "N3_NO_ANSWER",
                    "N3 has not answered in time",
                    "It still says that it works on the order. Replay the order to ask again, or ask the support of"
                            + " N3.Health.");
        }
        Instant until = now.plus(settings.pollPause());
        Instant ripe = plan.ripe(work.order().operation(), memory.orderedAt(), work.claimedAt(), work.tries(), now);
        return new Outcome.Wait(until, ripe.isBefore(until) ? until : ripe, "the answer is not there yet", null);
    }

    private Outcome error(Work work, N3Json report, Instant now) {
        List<N3Complaint> complaints = N3Complaint.within(report);
        return complaints.stream().anyMatch(N3Complaint::limit)
                ? orderAgain(work, now)
                : new Outcome.Refused(N3Failure.findings("N3_ERROR", complaints, N3Failure.NO_REASON));
    }

    /**
     * A limit met behind N3 ends this order of N3's; only a new one can get an answer (docs/contracts/n3.md A2). Others would meet
     * it too, so the budget stops when a second order is told so.
     */
    private Outcome orderAgain(Work work, Instant now) {
        N3Memory memory = N3Memory.of(work.memory(), work.enteredAt());
        if (Duration.between(memory.firstOrderedAt(), now).compareTo(settings.giveUpAfter()) >= 0) {
            return park(
                    "N3_LIMIT",
                    "A limit behind N3 is reached again and again",
                    "The order was sent anew until its time was over. Replay it later with its payload.");
        }
        Duration doubled = settings.reorderPause().multipliedBy(1L << Math.min(memory.reordered(), 12));
        Duration pause = doubled.compareTo(LONGEST_REORDER_PAUSE) > 0 ? LONGEST_REORDER_PAUSE : doubled;
        return new Outcome.Next(
                "submit",
                now.plus(pause),
                null,
                memory.again(false).json(),
                "N3 answered an order with a limit that was reached");
    }

    private static Outcome forgotten(Work work) {
        N3Memory memory = N3Memory.of(work.memory(), work.enteredAt());
        if (memory.forgotten()) {
            return park(
                    "N3_ORDER_FORGOTTEN",
                    "N3 does not know its own order, again",
                    "It was ordered twice and both were forgotten. Ask the support of N3.Health, then replay the order"
                            + " with its payload.");
        }
        LOG.warn(
                "N3 no longer knows its answer to order {}; it is ordered once more",
                work.order().id());
        return Outcome.Next.now("submit", memory.again(true).json());
    }

    private static Outcome.Failed park(String code, String title, String detail) {
        return new Outcome.Failed(new Problem(code, title, detail), Remedy.PARK, null, null);
    }
}
