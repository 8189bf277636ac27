package org.hospitalhub.wiring.broker;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.jspecify.annotations.Nullable;

/**
 * Limits the messages that clients have sent in transactions and not yet committed, over all clients. Artemis holds them in
 * memory until the commit, whatever its other limits are.
 */
final class TransactionBound implements ActiveMQServerMessagePlugin {

    private final String exempt;
    private final long most;
    private final AtomicLong all = new AtomicLong();
    private final ConcurrentMap<Transaction, AtomicLong> open = new ConcurrentHashMap<>();

    /**
     * Creates the limit.
     *
     * @param exempt user whose transactions are not limited
     * @param most bytes in all
     */
    TransactionBound(String exempt, long most) {
        this.exempt = exempt;
        this.most = most;
    }

    @Override
    public void beforeSend(
            ServerSession session,
            @Nullable Transaction transaction,
            Message message,
            boolean direct,
            boolean noAutoCreateQueue)
            throws ActiveMQException {
        if (transaction == null || exempt.equals(session.getUsername())) {
            return;
        }
        AtomicLong own = open.computeIfAbsent(transaction, begun -> {
            begun.addOperation(new End());
            return new AtomicLong();
        });
        int bytes = message.getMemoryEstimate();
        if (all.get() + bytes > most) {
            ActiveMQException full = new ActiveMQAddressFullException(
                    "the messages of uncommitted transactions use the memory: commit after fewer messages");
            transaction.markAsRollbackOnly(full);
            throw full;
        }
        own.addAndGet(bytes);
        all.addAndGet(bytes);
    }

    /** Frees the room of a transaction when it has ended in either way. */
    private final class End extends TransactionOperationAbstract {

        @Override
        public void afterCommit(Transaction ended) {
            free(ended);
        }

        @Override
        public void afterRollback(Transaction ended) {
            free(ended);
        }

        private void free(Transaction ended) {
            AtomicLong own = open.remove(ended);
            if (own != null) {
                all.addAndGet(-own.get());
            }
        }
    }
}
