package org.hospitalhub.delivery;

import java.io.IOException;
import org.hospitalhub.ledger.Batches.Line;

/** Writes the lines of a result file in one format. */
interface ResultWriter {

    void write(Line line) throws IOException;

    /** Writes what follows the last record. */
    void end() throws IOException;
}
