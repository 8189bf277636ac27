package org.hospitalhub.intake;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.hospitalhub.ledger.Batch;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the records of a file. {@link #next()} alone checks the syntax; only {@link #current()} builds a
 * payload, so a whole file can be checked cheaply before its first record is accepted.
 */
interface RecordReader extends Closeable {

    /** Returns the format of the file, which is also that of its result. */
    Batch.Format format();

    /**
     * Advances to the next record.
     *
     * @return false after the last one
     * @throws UnreadableFileException when the file breaks here
     */
    boolean next() throws IOException;

    /** Returns the record that {@link #next()} advanced to. */
    ParsedRecord current() throws IOException;

    /**
     * One record.
     *
     * @param payload null when it cannot be read; the flaws then say why
     * @param source the row that the answer must repeat unchanged; null for JSON
     */
    record ParsedRecord(@Nullable JsonNode payload, byte @Nullable [] source, List<Finding> flaws) {}
}
