package org.hospitalhub.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings questions forward that an earlier poll plan put far off and the present one would have asked already. After an outage
 * all its orders are answered at once, but were told to wait for hours.
 */
final class Overdue {

    /** The oldest so many; a budget of fifty a minute has far fewer in flight. */
    private static final int AT_ONCE = 5_000;

    static final String UNRIPE = """
            select id, operation, attempts, asked_since, unanswered_at from orders where lane = ? and rank = 1 \
            and due_at is not null and rank < 3 and due_at <= ? and turn > ? and asked_since is not null \
            order by due_at limit ?""";

    private final Database database;
    private final Plan plan;
    private final PollPlans plans;

    Overdue(Database database, Plan plan, PollPlans plans) {
        this.database = database;
        this.plan = plan;
        this.plans = plans;
    }

    private record Asked(
            String id,
            String operation,
            int attempts,
            Instant since,
            @Nullable Instant last) {}

    /** Looks through the questions of every lane whose pause is over and that are not yet worth a request; tells how many are now. */
    int bringForward(Instant now) {
        int all = 0;
        for (String lane : plan.lanes()) {
            List<Asked> overdue = plan.budget(lane) == null
                    ? List.of()
                    : unripe(lane, now).stream()
                            .filter(asked -> plan.knows(asked.operation()) && overdue(asked, now))
                            .toList();
            all += overdue.isEmpty() ? 0 : database.transact(() -> ripen(overdue, now));
        }
        return all;
    }

    private boolean overdue(Asked asked, Instant now) {
        return plans.of(asked.operation()).overdue(asked.operation(), asked.since(), asked.last(), now);
    }

    private List<Asked> unripe(String lane, Instant now) {
        return database.read()
                .query(
                        UNRIPE,
                        (row, n) -> new Asked(
                                row.getString("id"),
                                row.getString("operation"),
                                row.getInt("attempts"),
                                Columns.moment(row, "asked_since"),
                                Columns.momentOrNull(row, "unanswered_at")),
                        lane,
                        now.toEpochMilli(),
                        now.toEpochMilli(),
                        AT_ONCE);
    }

    /** Only those that nobody has asked meanwhile. The pause stays: a turn is never before the moment it is due. */
    private int ripen(List<Asked> overdue, Instant now) {
        int ripe = 0;
        for (Asked asked : overdue) {
            ripe += database.write()
                    .update(
                            "update orders set turn = ? where id = ? and attempts = ? and rank = 1 and due_at is not null",
                            now.toEpochMilli(),
                            asked.id(),
                            asked.attempts());
        }
        return ripe;
    }
}
