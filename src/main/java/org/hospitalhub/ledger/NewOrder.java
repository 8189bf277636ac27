package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Work that was checked and is about to be accepted. With errors among its findings it is written down as refused.
 *
 * @param operation name of the operation
 * @param key order key: the same key is the same order; null makes the order's own id its key
 * @param priority how soon
 * @param owner who gave it: the user's name, {@code jms} or {@code file}
 * @param payload what is stored (encrypted) and sent, UTF-8 JSON
 * @param findings what the check said
 * @param reuseKey see {@link Operation.Checked#reuseKey()}
 * @param address where the answer goes
 * @param source the record as it was given, for a CSV answer with unchanged cells (encrypted); null otherwise
 */
public record NewOrder(
        String operation,
        @Nullable String key,
        Priority priority,
        String owner,
        byte[] payload,
        List<Finding> findings,
        @Nullable ObjectNode reuseKey,
        Address address,
        byte @Nullable [] source) {}
