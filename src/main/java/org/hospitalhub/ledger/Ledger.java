package org.hospitalhub.ledger;

import org.hospitalhub.pacing.PollPlan;

/**
 * An open ledger: one door for each of its uses. Several nodes may open the same PostgreSQL.
 *
 * @param acceptance where work is accepted
 * @param claims where steps are claimed and their outcomes recorded
 * @param orders reading orders and acting on them
 * @param batches dropped files
 * @param services pauses, budgets and numbers by service
 * @param pollPlan when a question is worth a request; learned from {@code answerTimes} for every operation that polls
 * @param answerTimes how long services took to answer
 * @param retention removal of what is old
 * @param audit who saw or did what
 * @param numbers numbers for screens and metrics
 * @param secrets tokens and other secrets that change while the hub runs
 * @param keptAnswers answers that services may call unchanged
 * @param keys the keys that encrypt the ledger
 * @param restoration what to do after the ledger was restored from a copy
 * @param brokers hubs on this ledger and their brokers
 * @param runs runs of hubs on this ledger
 * @param connections its connections to the database
 */
public record Ledger(
        Acceptance acceptance,
        Claims claims,
        Orders orders,
        Batches batches,
        Services services,
        PollPlan pollPlan,
        AnswerTimes answerTimes,
        Retention retention,
        Audit audit,
        Numbers numbers,
        Secrets secrets,
        KeptAnswers keptAnswers,
        Keys keys,
        Restoration restoration,
        Brokers brokers,
        Runs runs,
        Connections connections)
        implements AutoCloseable {

    /** The connections of a ledger to its database. */
    @FunctionalInterface
    public interface Connections {
        /** Closes all of them; work in progress ends as lost claims. */
        void close();
    }

    /** Closes all connections; work in progress ends as lost claims. */
    @Override
    public void close() {
        connections.close();
    }
}
