package org.hospitalhub.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/**
 * The records of a dropped file, one after the other. Stepping alone reads the syntax; only {@link #found()} builds a
 * payload, so a whole file can be checked cheaply before its first record is accepted.
 */
interface Records extends Closeable {

    /** Tells how the file is written and will be answered. */
    Batch.Format format();

    /**
     * Goes to the next record.
     *
     * @return false behind the last one
     * @throws UnreadableFileException when the file breaks here
     */
    boolean step() throws IOException;

    /** Reads the record that was stepped to. */
    Found found() throws IOException;

    /**
     * One record.
     *
     * @param payload null when it cannot be read; the flaws then say why
     * @param source what an answer must echo unchanged; null for JSON
     */
    record Found(@Nullable JsonNode payload, byte @Nullable [] source, List<Finding> flaws) {}
}
