package org.hospitalhub.delivery;

import java.io.IOException;
import org.hospitalhub.ledger.Batches.Line;

/** One way of writing the lines of a result file. */
interface ResultLines {

    void write(Line line) throws IOException;

    /** Writes what stands behind the last line. */
    void end() throws IOException;
}
