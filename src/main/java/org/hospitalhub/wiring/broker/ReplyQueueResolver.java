package org.hospitalhub.wiring.broker;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.apache.qpid.jms.JmsTemporaryQueue;
import org.jspecify.annotations.Nullable;
import org.messaginghub.pooled.jms.JmsPoolSession;
import org.springframework.jms.support.destination.DestinationResolver;

/**
 * Resolves the queue of an answer by its name. {@code <queue> else <other>} is a temporary queue and the queue to use when it
 * does not exist any more: an answer to its name would create a permanent queue with patient data that no client reads.
 */
final class ReplyQueueResolver implements DestinationResolver {

    private static final String ELSE = " else ";

    @Override
    public Destination resolveDestinationName(@Nullable Session given, String name, boolean topic) throws JMSException {
        Session session = Objects.requireNonNull(given, "a session of JMS");
        int parting = name.indexOf(ELSE);
        if (topic || parting < 0) {
            return topic ? session.createTopic(name) : session.createQueue(name);
        }
        String temporary = name.substring(0, parting);
        Queue other = session.createQueue(name.substring(parting + ELSE.length()));
        Session own = session instanceof JmsPoolSession pooled ? pooled.getInternalSession() : session;
        if (own instanceof ActiveMQSession artemis) {
            return isThere(artemis, temporary) ? session.createQueue(temporary) : other;
        }
        // By its type, too: ActiveMQ Classic takes the name of a temporary queue for that of another queue, which
        // nobody reads.
        Queue queue = new JmsTemporaryQueue(temporary);
        return isThere(own, queue, other) ? queue : other;
    }

    private static boolean isThere(ActiveMQSession session, String name) throws JMSException {
        try {
            return session.getCoreSession().queueQuery(SimpleString.of(name)).isExists();
        } catch (ActiveMQException cannot) {
            JMSException failed = new JMSException("the broker does not say whether a queue exists");
            failed.initCause(cannot);
            throw failed;
        }
    }

    /** Returns whether the AMQP broker takes messages for the queue. */
    private static boolean isThere(Session session, Queue queue, Queue other) throws JMSException {
        try {
            session.createProducer(queue).close();
            return true;
        } catch (InvalidDestinationException gone) {
            return false;
        } catch (JMSException refused) {
            // ActiveMQ Classic calls this an internal error; when it takes messages for the other queue, it is not
            // broken.
            session.createProducer(other).close();
            return false;
        }
    }
}
