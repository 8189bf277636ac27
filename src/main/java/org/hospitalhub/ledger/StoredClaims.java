package org.hospitalhub.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.Permit;
import org.jspecify.annotations.Nullable;

/** Claims in the database: the only way an order is tried, and the only place an outcome is written. */
final class StoredClaims implements Claims {

    /** Longer than any request may take; a dead node's orders come back after it at the latest. */
    static final Duration LEASE = Duration.ofMinutes(5);

    private final Database database;
    private final OrderTable table;
    private final OrderBook book;
    private final Papers papers;
    private final AttemptTable attempts;
    private final BudgetTable budgets;
    private final Pauses pauses;
    private final Aside aside;
    private final Settlement settlement;
    private final Plan plan;
    private final Overdue overdue;
    private final PollPlans plans;

    StoredClaims(
            Database database,
            OrderTable table,
            OrderBook book,
            Papers papers,
            AttemptTable attempts,
            BudgetTable budgets,
            Pauses pauses,
            Aside aside,
            Settlement settlement,
            Plan plan,
            Overdue overdue,
            PollPlans plans) {
        this.database = database;
        this.table = table;
        this.book = book;
        this.papers = papers;
        this.attempts = attempts;
        this.budgets = budgets;
        this.pauses = pauses;
        this.aside = aside;
        this.settlement = settlement;
        this.plan = plan;
        this.overdue = overdue;
        this.plans = plans;
    }

    @Override
    public Claim claim(String lane, String node, Instant now, int most) {
        Instant look = overdue.look(lane, now);
        Claim claim = claimed(lane, node, now, most);
        // Where nothing holds the lane back, the plan may have changed by the next look.
        return claim instanceof Claim.NotYet notYet
                        && notYet.why() == null
                        && look != null
                        && notYet.next() != null
                        && look.isBefore(notYet.next())
                ? new Claim.NotYet(look, notYet.why())
                : claim;
    }

    private Claim claimed(String lane, String node, Instant now, int most) {
        return database.transact(() -> {
            Optional<Services.Pause> pause = pauses.of(lane);
            return pause.isPresent()
                    ? new Claim.NotYet(
                            null,
                            "%s is paused by %s: %s"
                                    .formatted(
                                            lane, pause.get().who(), pause.get().why()))
                    : claimOrWait(lane, node, now, most);
        });
    }

    private Claim claimOrWait(String lane, String node, Instant now, int most) {
        Budget budget = plan.budget(lane);
        BudgetTable.Locked locked =
                budget == null ? new BudgetTable.Locked(null, now, now) : budgets.lock(budget, node, now);
        while (true) {
            LaneQueue queue = new LaneQueue(database, table, plans, lane, locked.permits(), locked.slowest());
            // A permit is counted anew for each order; where nothing is counted the same look serves several.
            List<OrderRow> best = queue.best(budget == null ? most : 1);
            if (best.isEmpty()) {
                Permit.Held held = queue.held();
                Instant next = queue.next();
                return new Claim.NotYet(
                        next == null ? null : next.plus(locked.lag()), held == null ? null : held.why());
            }
            List<OrderRow> wanted = aside.put(lane, best);
            if (wanted.isEmpty()) {
                // The transaction is kept short however many there are to be put aside: the next claim goes on.
                return new Claim.NotYet(
                        now, "%s is paused".formatted(best.get(0).operation()));
            }
            List<Work> works = wanted.stream()
                    .flatMap(row -> take(row, lane, budget, node, locked.now()).stream())
                    .toList();
            if (!works.isEmpty()) {
                return new Claim.Claimed(works.get(0), works.subList(1, works.size()));
            }
        }
    }

    private Optional<Work> take(OrderRow row, String lane, @Nullable Budget budget, String node, Instant now) {
        Course claimed = row.course().claim(node, now, LEASE);
        Optional<Step> known = plan.knownStep(row);
        if (known.isEmpty()) {
            book.save(row, row.with(claimed.park(Plan.stepGone(row))), now);
            return Optional.empty();
        }
        Step step = known.get();
        OrderRow saved = book.save(row, row.with(claimed), now);
        attempts.start(row.id(), claimed.attempts(), step.name(), node, now);
        if (budget != null && step.budget() != null) {
            budgets.leave(budget, row.id(), claimed.attempts(), step.question(), node, now);
        }
        Papers.Opened opened = papers.open(row.id());
        return Optional.of(new Work(
                saved.order(),
                lane,
                step.name(),
                claimed.attempts(),
                claimed.tries(),
                claimed.enteredAt(),
                now,
                opened.payload(),
                opened.memory(),
                opened.result()));
    }

    @Override
    public boolean record(Work work, Outcome outcome, Instant now) {
        return database.share(() -> settle(work.order().id(), work.attempt(), outcome, now));
    }

    @Override
    public int recover(@Nullable String node, Instant now) {
        aside.bringBackForgotten();
        List<OrderRow> lost = table.look(
                "where o.lease_until is not null and (o.lease_until <= ? or o.claimed_by = ?)",
                now.toEpochMilli(),
                node == null ? "" : node);
        int ended = 0;
        for (OrderRow row : lost) {
            Outcome unsure = new Outcome.Unsure("The hub stopped while step %s was being tried; it may have been sent."
                    .formatted(row.course().step()));
            boolean settled =
                    database.transact(() -> settle(row.id(), row.course().attempts(), unsure, now));
            ended += settled ? 1 : 0;
        }
        return ended;
    }

    private boolean settle(String id, int attempt, Outcome outcome, Instant now) {
        Optional<OrderRow> row = table.findForUpdate(id)
                .filter(found -> found.course().claimed() && found.course().attempts() == attempt);
        row.ifPresent(claimed -> settlement.settle(claimed, outcome, now));
        return row.isPresent();
    }
}
