package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Dropped files: how far they were read, what became of their orders, and which result files are due. */
public interface Batches {

    /**
     * Opens the batch of a file, or finds it again when the same content was dropped before (a crash in the middle, a
     * second copy, a second node). The file's name is noted as one that wants an answer.
     *
     * @param file name of the dropped file, without folders
     */
    Batch open(String operation, String content, String file, Batch.Format format);

    /** Notes that every record of the file was accepted; from now on the result falls due with the last end. */
    void markComplete(String batch);

    /** Finds a batch by its id. */
    Optional<Batch> find(String batch);

    /** Lists batches, newest first, at most {@code limit} of them, each with the names of its files. */
    List<Listed> newest(int limit);

    /** Claims one batch whose result file is due: sealed, every order ended, and an answer wanted. */
    Optional<Answer> claimAnswer(String node, Instant now);

    /** Reads lines of a batch in the order of their records, at most {@code limit} after record {@code after}. */
    List<Line> lines(String batch, long after, int limit);

    /** Records that the result file was written; its orders are delivered. */
    void answered(Answer answer, Instant now);

    /** Records that writing failed and when to try again. */
    void failed(Answer answer, String why, Instant retryAt);

    /**
     * A batch in a list.
     *
     * @param files names under which it was dropped
     */
    record Listed(Batch batch, List<String> files) {}

    /**
     * A result file that is due.
     *
     * @param file name of the dropped file that wants the answer
     */
    record Answer(Batch batch, String file) {}

    /**
     * One record of a batch with its order.
     *
     * @param source the record as it was given, null when it was not kept
     * @param result the answer, null when there is none
     */
    record Line(
            long record,
            Order order,
            byte @Nullable [] source,
            @Nullable ObjectNode result) {}
}
