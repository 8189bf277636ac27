package org.hospitalhub.ledger;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hospitalhub.pacing.LearnedPollPlan;

/** The ledger's own poll plans: they learn from the same answers as those that the steps ask. */
final class PollPlans {

    private final AnswerTimes answerTimes;
    private final Plan plan;
    private final Map<Duration, LearnedPollPlan> plans = new ConcurrentHashMap<>();

    PollPlans(AnswerTimes answerTimes, Plan plan) {
        this.answerTimes = answerTimes;
        this.plan = plan;
    }

    /** The plan for the pause of an operation's questions. */
    LearnedPollPlan of(String operation) {
        Duration pause = plan.operation(operation).steps().stream()
                .filter(Step::question)
                .map(Step::pause)
                .findFirst()
                .orElse(Duration.ZERO);
        return plans.computeIfAbsent(
                pause,
                same -> new LearnedPollPlan((name, now) -> answerTimes.newest(name, LearnedPollPlan.REMEMBERED), same));
    }
}
