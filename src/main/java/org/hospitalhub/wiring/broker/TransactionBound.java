package org.hospitalhub.wiring.broker;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.server.RoutingContext;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.TransactionOperationAbstract;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the messages that clients have sent in transactions and not yet committed, over all clients. Artemis holds them in
 * memory until the commit, whatever its other limits are.
 */
final class TransactionBound implements ActiveMQServerMessagePlugin {

    private static final Logger log = LoggerFactory.getLogger(TransactionBound.class);

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
    public void beforeMessageRoute(Message message, RoutingContext context, boolean direct, boolean rejectDuplicates)
            throws ActiveMQException {
        Transaction transaction = context.getTransaction();
        ServerSession session = context.getServerSession();
        // A message that is committed at once has no transaction here.
        if (transaction == null || session == null || exempt.equals(session.getUsername())) {
            return;
        }
        AtomicLong own = open.computeIfAbsent(transaction, begun -> {
            begun.addOperation(new End());
            return new AtomicLong();
        });
        int bytes = message.getMemoryEstimate();
        if (all.get() + bytes > most) {
            throw refused(transaction, session);
        }
        own.addAndGet(bytes);
        all.addAndGet(bytes);
    }

    /** Ends the connection as well: most clients do not wait for the answer to a send, and each would be refused and logged. */
    private ActiveMQException refused(Transaction transaction, ServerSession session) {
        ActiveMQException full = new ActiveMQAddressFullException(
                "the messages of uncommitted transactions use the memory: commit after fewer messages");
        if (transaction.getState() != Transaction.State.ROLLBACK_ONLY) {
            log.warn(
                    "Disconnected JMS user {}: the messages of uncommitted transactions use {} bytes, and no more may",
                    session.getUsername(),
                    all.get());
            transaction.markAsRollbackOnly(full);
            session.getRemotingConnection().asyncFail(full);
        }
        return full;
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
