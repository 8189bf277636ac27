package org.hospitalhub.delivery;

import java.io.IOException;
import org.hospitalhub.ledger.Batches.Line;

/** Writes the lines of a result file in one format. */
interface ResultWriter {

    void write(Line line) throws IOException;

    /** Writes what stands behind the last line. */
    void end() throws IOException;
}
