package org.hospitalhub.pacing;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import org.hospitalhub.pacing.Budget.Call;
import org.jspecify.annotations.Nullable;

/**
 * Counts the permits of a budget at one moment.
 *
 * <p><b>Exact.</b> A request arrives at the service between the moment when it is sent and the moment when its answer arrives.
 * Its permit therefore stays in use until that answer plus one window plus the margin. The next request with this permit arrives
 * more than a window after the first one, whatever the network does, so no window holds more than the limit. Requests without an
 * end count for {@link #LONGEST_CALL} more; requests in the future (after the clock was set back) count as in use.
 *
 * <p><b>Spread.</b> While more orders wait than permits are free, permits are given out one nominal interval apart. The moments
 * follow a schedule of slots (the generic cell rate algorithm, ITU-T I.371): being late by less than half an interval does not
 * move the following slots, so that small delays do not reduce the rate. When few wait, free permits are spent at once; urgent
 * orders never wait for their slot, only for a permit.
 */
public final class Permits {

    /** How long a request without an end counts as in flight. */
    public static final Duration LONGEST_CALL = Duration.ofMinutes(6);

    /** Pause before another try when calls in flight are counted: one may end at any moment, on any node. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private static final double KEPT_FOR_OTHERS = 0.2;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    private final Budget budget;
    private final BudgetState state;
    private final List<Call> calls;
    private final Instant now;
    private final int share;

    /**
     * Counts the permits of a budget.
     *
     * @param calls its requests of at least the last {@link #memory}; older ones do not matter
     */
    public Permits(Budget budget, BudgetState state, List<Call> calls, Instant now) {
        this.budget = budget;
        this.state = state;
        this.now = now;
        this.share = state.permits(budget, now);
        this.calls = calls.stream()
                .filter(call -> releasedAt(call).isAfter(now))
                .sorted(Comparator.comparing(Call::leftAt))
                .toList();
    }

    /** Returns how long after its end a request still matters to a budget. */
    public static Duration memory(Budget budget) {
        return budget.window().plus(budget.margin()).plus(budget.questionSpacing());
    }

    /** Returns how many permits are free for an order now. */
    public int free(boolean urgent) {
        return state.stopped(now) ? 0 : Math.max(0, allowed(urgent) - inUse());
    }

    /** Returns how many permits are in use now. */
    public int inUse() {
        return (int) calls.stream()
                .filter(call -> counted(call)
                        .plus(budget.window())
                        .plus(budget.margin())
                        .isAfter(now))
                .count();
    }

    /** Returns how many permits a window has now. */
    public int share() {
        return share;
    }

    /** Returns how long a window is, with its margin. */
    public Duration window() {
        return budget.window().plus(budget.margin());
    }

    /** Returns whether the last request was a poll. */
    public boolean questionWasLast() {
        return !calls.isEmpty() && calls.get(calls.size() - 1).question();
    }

    /**
     * Asks for one permit.
     *
     * @param urgent whether the order may take the reserve and need not wait for its slot
     * @param waiting number of orders that are worth a request now, including this one; one more than {@link #free} is enough
     */
    public Permit ask(boolean urgent, int waiting) {
        if (budget.isUnlimited()) {
            return new Permit.Granted();
        }
        if (state.stopped(now) && state.stoppedUntil() != null) {
            return held(
                    state.stoppedUntil(), "the service stopped budget %s: %s; until".formatted(name(), state.why()));
        }
        if (free(urgent) < 1) {
            return held(freeAt(allowed(urgent)), "the budget %s is used up until".formatted(name()));
        }
        Instant slot = urgent || waiting <= free(false) ? now : slot();
        return slot.isAfter(now)
                ? held(slot, "the requests of budget %s are spread over the window; next at".formatted(name()))
                : new Permit.Granted();
    }

    /** Returns how many permits a step with this number of requests takes: one for each request, at most the whole share. */
    public int together(boolean urgent, int requests) {
        // The requests of one try are sent one after the other.
        return budget.isInFlight() ? 1 : Math.min(requests, allowed(urgent));
    }

    /** Asks for the permits of a step that sends several requests: all at once or none; no other order may take them first. */
    public Permit askTogether(boolean urgent, int requests) {
        int needed = together(urgent, requests);
        if (budget.isUnlimited() || free(urgent) >= needed) {
            return new Permit.Granted();
        }
        return budget.isInFlight() && !state.stopped(now)
                ? new Permit.Held(
                        now.plus(LOOK_AGAIN),
                        "as many calls of budget %s are on their way as may be at once (%d)".formatted(name(), share))
                : held(
                        state.stopped(now) && state.stoppedUntil() != null
                                ? state.stoppedUntil()
                                : freeAt(allowed(urgent) - needed + 1),
                        needed == 1
                                ? "the budget %s is used up until".formatted(name())
                                : "a step of budget %s needs %d requests, which are free at".formatted(name(), needed));
    }

    /** Asks whether the pause between two polls of one client allows another poll. */
    public Permit askQuestion() {
        if (budget.questionSpacing().isZero()) {
            return new Permit.Granted();
        }
        Instant after = calls.stream()
                .filter(Call::question)
                .map(call -> call.endedAt() == null ? now : call.endedAt())
                .max(Comparator.naturalOrder())
                .map(end -> end.plus(budget.questionSpacing()))
                .orElse(now);
        return after.isAfter(now)
                ? held(after, "the pause between two questions of budget %s lasts until".formatted(name()))
                : new Permit.Granted();
    }

    /**
     * Returns when a poll that is allowed but hardly worth a request may take a permit: while a fifth of the budget is free for
     * others. Null for now.
     */
    public @Nullable Instant spareAt() {
        if (budget.isUnlimited()) {
            return null;
        }
        int usable = (int) Math.floor(allowed(false) * (1 - KEPT_FOR_OTHERS));
        if (state.stopped(now)) {
            return state.stoppedUntil();
        }
        return inUse() < usable ? null : freeAt(Math.max(1, usable));
    }

    private int allowed(boolean urgent) {
        return urgent ? share : Math.max(1, share - budget.urgentReserve());
    }

    private Instant freeAt(int allowed) {
        List<Instant> releases = calls.stream()
                .map(call -> counted(call).plus(budget.window()).plus(budget.margin()))
                .filter(now::isBefore)
                .sorted()
                .toList();
        int tooMany = releases.size() - allowed;
        return tooMany < 0 ? now : releases.get(tooMany);
    }

    private Instant slot() {
        Duration interval = budget.window().dividedBy(allowed(false));
        Duration lateness = interval.dividedBy(2);
        Instant slot = Instant.MIN;
        for (Call call : calls) {
            Instant from = call.leftAt().minus(lateness);
            slot = (slot.isAfter(from) ? slot : from).plus(interval);
        }
        return slot;
    }

    private Instant releasedAt(Call call) {
        return counted(call).plus(memory(budget));
    }

    private static Instant counted(Call call) {
        return call.endedAt() == null ? call.leftAt().plus(LONGEST_CALL) : call.endedAt();
    }

    private String name() {
        return budget.name();
    }

    private static Permit held(Instant until, String why) {
        return new Permit.Held(until, why + " " + CLOCK.format(until));
    }
}
