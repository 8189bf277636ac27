package org.hospitalhub.wiring.broker;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.Objects;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
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
        return isThere(session, temporary)
                ? session.createQueue(temporary)
                : session.createQueue(name.substring(parting + ELSE.length()));
    }

    private static boolean isThere(Session session, String name) throws JMSException {
        Session own = session instanceof JmsPoolSession pooled ? pooled.getInternalSession() : session;
        if (own instanceof ActiveMQSession artemis) {
            try {
                return artemis.getCoreSession()
                        .queueQuery(SimpleString.of(name))
                        .isExists();
            } catch (ActiveMQException cannot) {
                JMSException failed = new JMSException("the broker does not say whether a queue exists");
                failed.initCause(cannot);
                throw failed;
            }
        }
        try {
            Queue queue = own.createQueue(name);
            try (MessageProducer producer = own.createProducer(queue)) {
                return producer.getDestination() != null;
            }
        } catch (InvalidDestinationException gone) {
            return false;
        }
    }
}
