package org.hospitalhub.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One stage of an operation.
 *
 * @param name {@code submit}, {@code poll}, {@code deliver}, …; the route is {@code <service>-<name>}
 * @param budget the budget that one try costs a request of, null if it costs none
 * @param question whether it asks again for an answer: questions go before new submissions, and the client-wide pause
 *     counts them
 * @param pause shortest time between two tries of this step for the same order, counted from the last answer
 * @param requests how many requests one try sends at most; a claim takes permits for all of them, and those that were not
 *     needed are free again when the try ends
 * @param unsure what is right when it is not known whether the request arrived
 * @param deadline how long failures are retried before the order is parked, counted from the first try of the step
 * @param saysWhenItLeaves whether its route calls {@link Claims#leaves} before the first byte of each request: a try that a crash
 *     ended before is then known to have sent nothing
 * @param further budgets beside {@code budget} that one try costs a request of: it is claimed when all of them have permits
 * @param logIn the log-in whose token its requests need, empty for the only one of the service; null when they need none
 * @param learned whether it is a question whose turn follows from how long earlier answers took
 */
public record Step(
        String name,
        @Nullable String budget,
        int requests,
        boolean question,
        Duration pause,
        Unsure unsure,
        Duration deadline,
        boolean saysWhenItLeaves,
        List<String> further,
        @Nullable String logIn,
        boolean learned) {

    /** Keeps a copy. */
    public Step {
        further = List.copyOf(further);
    }

    /** A step that costs requests of one budget, or of none. */
    public Step(
            String name,
            @Nullable String budget,
            int requests,
            boolean question,
            Duration pause,
            Unsure unsure,
            Duration deadline,
            boolean saysWhenItLeaves) {
        this(name, budget, requests, question, pause, unsure, deadline, saysWhenItLeaves, List.of(), null, question);
    }

    /** A step that sends one request and does not say when it leaves. */
    public Step(
            String name, @Nullable String budget, boolean question, Duration pause, Unsure unsure, Duration deadline) {
        this(name, budget, 1, question, pause, unsure, deadline, false, List.of(), null, question);
    }

    /** A step that does not say when its requests leave. */
    public Step(
            String name,
            @Nullable String budget,
            int requests,
            boolean question,
            Duration pause,
            Unsure unsure,
            Duration deadline) {
        this(name, budget, requests, question, pause, unsure, deadline, false, List.of(), null, question);
    }

    public Step withUnsure(Unsure other) {
        return new Step(
                name, budget, requests, question, pause, other, deadline, saysWhenItLeaves, further, logIn, learned);
    }

    /** Returns the names of all budgets that one try costs a request of. */
    public List<String> budgets() {
        if (budget == null) {
            return further;
        }
        List<String> all = new ArrayList<>();
        all.add(budget);
        all.addAll(further);
        return List.copyOf(all);
    }

    /** The right reaction to a try that ended without an answer. */
    public sealed interface Unsure {
        /** Harmless to repeat. */
        record Repeat() implements Unsure {}

        /**
         * Repeated once per order, counted and visible; then parked as UNSURE.
         *
         * @param pause before the repeat, so that a short outage does not meet both tries
         */
        record RepeatOnce(Duration pause) implements Unsure {}

        /**
         * Another step asks the service what it knows.
         *
         * @param step name of that step
         * @param pause before it asks: a request that got no answer may still be worked on
         */
        record LookUp(String step, Duration pause) implements Unsure {}

        /**
         * Depends on the order: harmless to repeat, or a person decides. Asked when it happens, so also after a crash.
         *
         * @param harmless reads the stored payload, UTF-8 JSON
         */
        record RepeatIf(Predicate<byte[]> harmless) implements Unsure {}

        /** A person decides. */
        record Park() implements Unsure {}
    }
}
