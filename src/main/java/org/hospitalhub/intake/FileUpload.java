package org.hospitalhub.intake;

import java.io.InputStream;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/**
 * A file of orders uploaded over HTTP.
 *
 * @param name name of the file, without folders
 * @param body its bytes, read once
 * @param owner user who sent it
 * @param priority priority of its orders, null for the usual one of its kind
 * @param stopping returns true when the hub is stopping
 */
record FileUpload(
        String operation,
        String name,
        InputStream body,
        String owner,
        @Nullable Priority priority,
        BooleanSupplier stopping) {

    /** Result of an upload. */
    sealed interface Result {
        /** Every record is stored. */
        record Accepted(String batch, String operation) implements Result {}

        /** Nothing was stored. */
        record Rejected(List<Finding> findings) implements Result {}

        /** The hub is stopping: the rest is stored when the same file is sent again. */
        record Interrupted() implements Result {}
    }
}
