package org.hospitalhub.ledger;

import java.util.List;
import org.hospitalhub.rules.ExplainedException;
import org.hospitalhub.rules.Wording;

/** The first durable moment: work is persisted before its sender is acknowledged. */
public interface Acceptance {

    /**
     * Writes one order down, durably, and returns it; with errors among its findings it is refused at once.
     *
     * @throws KeyReusedException when the key belongs to an order with another operation or payload
     */
    Accepted accept(NewOrder order);

    /**
     * Writes records of a dropped file down in one durable transaction and moves the batch's position with them.
     * Records whose key is known already are left as they are.
     *
     * @param batch id of the batch
     * @param position number of the last record read, these included
     */
    void acceptAll(String batch, long position, List<NewOrder> orders);

    /**
     * An order in the ledger.
     *
     * @param known whether it had been accepted before, under the same key
     */
    record Accepted(Order order, boolean known) {}

    /** An order key that was used before for something else; nothing was written. */
    final class KeyReusedException extends ExplainedException {
        /** Creates an exception that names the key's earlier use without its data. */
        public KeyReusedException(Wording earlierUse) {
            super(earlierUse);
        }
    }
}
