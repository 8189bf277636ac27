package org.hospitalhub.intake;

import java.io.InputStream;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/**
 * A file of orders as it came through the HTTP door.
 *
 * @param name name of the file, without folders
 * @param body its bytes, read once
 * @param owner user who sent it
 * @param priority priority of its orders, null for the usual one of its kind
 * @param stopping tells that the hub is going down
 */
record Upload(
        String operation,
        String name,
        InputStream body,
        String owner,
        @Nullable Priority priority,
        BooleanSupplier stopping) {

    /** What became of an upload. */
    sealed interface Reply {
        /** Every record is written down. */
        record Accepted(String batch, String operation) implements Reply {}

        /** Nothing was written down. */
        record Rejected(List<Finding> findings) implements Reply {}

        /** The hub stops: the rest is written down when the same file is sent again. */
        record Interrupted() implements Reply {}
    }
}
