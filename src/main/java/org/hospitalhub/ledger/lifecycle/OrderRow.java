package org.hospitalhub.ledger.lifecycle;

import java.time.Instant;
import java.util.List;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/**
 * An order as the ledger keeps it: what never changes, its course, and what the course brought.
 *
 * @param fingerprint keyed hash of operation and payload, tells whether a key is used for something else
 * @param question keyed hash of the question, null when answers are not reused
 * @param batchAnsweredAt when the result file of its batch was written, null for other orders
 * @param waitsFor order whose answer it waits for, null usually
 * @param askedSince when the service had taken the order and questions began, null before
 * @param unansweredAt newest question without an answer
 */
public record OrderRow(
        String id,
        String operation,
        String key,
        byte[] fingerprint,
        byte @Nullable [] question,
        Priority priority,
        String owner,
        Address address,
        Instant acceptedAt,
        Course course,
        List<Finding> findings,
        @Nullable String reusedFrom,
        @Nullable String waitsFor,
        @Nullable Instant askedSince,
        @Nullable Instant unansweredAt,
        @Nullable Instant batchAnsweredAt) {

    public OrderRow with(Course changed) {
        return new OrderRow(
                id,
                operation,
                key,
                fingerprint,
                question,
                priority,
                owner,
                address,
                acceptedAt,
                changed,
                findings,
                reusedFrom,
                waitsFor,
                askedSince,
                unansweredAt,
                batchAnsweredAt);
    }

    public OrderRow withAddress(Address other) {
        return new OrderRow(
                id,
                operation,
                key,
                fingerprint,
                question,
                priority,
                owner,
                other,
                acceptedAt,
                course,
                findings,
                reusedFrom,
                waitsFor,
                askedSince,
                unansweredAt,
                batchAnsweredAt);
    }

    public OrderRow withFindings(List<Finding> more) {
        return new OrderRow(
                id,
                operation,
                key,
                fingerprint,
                question,
                priority,
                owner,
                address,
                acceptedAt,
                course,
                more,
                reusedFrom,
                waitsFor,
                askedSince,
                unansweredAt,
                batchAnsweredAt);
    }

    /** Another payload asks something else; the fingerprint stays, because the giver's key belongs to the first payload. */
    public OrderRow withoutQuestion() {
        return new OrderRow(
                id,
                operation,
                key,
                fingerprint,
                null,
                priority,
                owner,
                address,
                acceptedAt,
                course,
                findings,
                reusedFrom,
                waitsFor,
                askedSince,
                unansweredAt,
                batchAnsweredAt);
    }

    public OrderRow withLeader(@Nullable String reused, @Nullable String waits) {
        return new OrderRow(
                id,
                operation,
                key,
                fingerprint,
                question,
                priority,
                owner,
                address,
                acceptedAt,
                course,
                findings,
                reused,
                waits,
                askedSince,
                unansweredAt,
                batchAnsweredAt);
    }

    public OrderRow withQuestions(@Nullable Instant since, @Nullable Instant unanswered) {
        return new OrderRow(
                id,
                operation,
                key,
                fingerprint,
                question,
                priority,
                owner,
                address,
                acceptedAt,
                course,
                findings,
                reusedFrom,
                waitsFor,
                since,
                unanswered,
                batchAnsweredAt);
    }

    /** The batch it belongs to, null when it was given alone. */
    @Nullable
    public String batch() {
        return address instanceof Address.BatchRecord record ? record.batch() : null;
    }

    /** What others may see of it. */
    public Order order() {
        return new Order(
                id,
                operation,
                course.state(),
                key,
                priority,
                owner,
                address,
                course.step(),
                course.attempts(),
                acceptedAt,
                course.dueAt(),
                course.why(),
                course.finishedAt(),
                delivered(),
                findings,
                course.problem(),
                reusedFrom);
    }

    /** Orders of a batch are delivered with its result file; a million rows need not be touched for that. */
    private @Nullable Instant delivered() {
        Instant finished = course.finishedAt();
        boolean inFile = batchAnsweredAt != null && finished != null && !finished.isAfter(batchAnsweredAt);
        return inFile ? batchAnsweredAt : course.deliveredAt();
    }
}
