package org.hospitalhub.intake;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.hospitalhub.intake.OrderIntake.Submission;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JMS message into a {@link OrderIntake.Submission}. Only two properties are used, and object messages are
 * never deserialised: that would run code of the sender's choice.
 */
final class JmsMessageReader {

    private final IntakeSettings settings;
    private final JmsSenders senders;
    private final MessageBodyReader bodies;

    JmsMessageReader(IntakeSettings settings, JmsSenders senders, MessageBodyReader bodies) {
        this.settings = settings;
        this.senders = senders;
        this.bodies = bodies;
    }

    /** Reads a message; problems are recorded in the submission's flaws. */
    Submission read(Message message) throws JMSException {
        List<Finding> flaws = new ArrayList<>();
        String operation = operation(message, flaws);
        byte[] payload = payload(message, operation == null ? "" : operation, flaws);
        return submission(message, operation, payload, flaws);
    }

    /** Returns the submission of a message that failed at each delivery, without its body. */
    Submission unreadable(Message message, Exception why) throws JMSException {
        List<Finding> flaws = new ArrayList<>();
        String operation = operation(message, flaws);
        flaws.add(0, processingFailed(why));
        return submission(message, operation, new byte[0], flaws);
    }

    /**
     * Returns the finding for a message that failed at each delivery, without the exception's message, which may hold
     * payload data.
     */
    static Finding processingFailed(Exception why) {
        return Finding.error(
                "NOT_PROCESSED", "$", Wording.of("NOT_PROCESSED", why.getClass().getSimpleName()));
    }

    /** Returns whether a rejection is sent to the sender itself: it asked for an answer, or may not read {@code hub.rejected}. */
    boolean wantsRejection(Message message) throws JMSException {
        return message.getJMSReplyTo() != null || !sender(message).isDefault();
    }

    private Submission submission(Message message, @Nullable String operation, byte[] payload, List<Finding> flaws)
            throws JMSException {
        String key = key(message, flaws);
        return new Submission(
                operation,
                payload,
                key,
                Priority.ofJms(message.getJMSPriority()),
                sender(message).owner(),
                address(message, flaws),
                true,
                List.copyOf(flaws));
    }

    private JmsSender sender(Message message) throws JMSException {
        return senders.of(user(message));
    }

    private static @Nullable String user(Message message) throws JMSException {
        return message.getStringProperty("JMSXUserID");
    }

    private static @Nullable String operation(Message message, List<Finding> flaws) throws JMSException {
        if (message.getObjectProperty("HubOperation") instanceof String text && !text.isEmpty()) {
            return text;
        }
        flaws.add(Finding.error("OPERATION_MISSING", "$", Wording.of("OPERATION_MISSING")));
        return null;
    }

    private byte[] payload(Message message, String operation, List<Finding> flaws) throws JMSException {
        int limit = settings.maxPayload(operation);
        try {
            return bodies.read(message, limit);
        } catch (MessageBodyReader.UnreadableBodyException unfit) {
            flaws.add(
                    switch (unfit.kind()) {
                        case TOO_LARGE -> Finding.error("TOO_LARGE", "$", Wording.of("TOO_LARGE.payload", limit));
                        case TYPE -> Finding.error("MESSAGE_TYPE", "$", Wording.of("MESSAGE_TYPE"));
                        case BROKEN -> Finding.error("MESSAGE_BROKEN", "$", Wording.of("MESSAGE_BROKEN"));
                    });
            return new byte[0];
        }
    }

    /**
     * Returns the order key. A whole number counts as its digits. A property of any other type is a finding, because it would be
     * read as no key.
     */
    private static @Nullable String key(Message message, List<Finding> flaws) throws JMSException {
        Object value = message.getObjectProperty("HubOrderKey");
        boolean whole =
                value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
        if (value != null && !whole && !(value instanceof String)) {
            flaws.add(Finding.error("KEY_INVALID", "$", Wording.of("KEY_INVALID.type")));
            return null;
        }
        if (value != null) {
            String key = value.toString();
            OrderKeys.validate(key, Wording.of("KEY_INVALID.property")).ifPresent(flaws::add);
            return key;
        }
        if (message.getJMSMessageID() == null) {
            // AMQP clients may send no message id; without id and key, a message that is sent again would be a second
            // order.
            flaws.add(Finding.error("ORDER_KEY_MISSING", "$", Wording.of("ORDER_KEY_MISSING")));
            return null;
        }
        return OrderKeys.forMessage(message.getJMSMessageID());
    }

    private Address.Queue address(Message message, List<Finding> flaws) throws JMSException {
        JmsSender sender = sender(message);
        String results = sender.queuePrefix() + "results";
        String queue = results;
        boolean temporary = false;
        if (message.getJMSReplyTo() != null) {
            String name = message.getJMSReplyTo() instanceof Queue given ? given.getQueueName() : "";
            if (name.equals(results) || senders.owns(user(message), name)) {
                queue = name;
                temporary = message.getJMSReplyTo() instanceof TemporaryQueue;
            } else {
                flaws.add(Finding.error("REPLY_TO", "$", Wording.of("REPLY_TO")));
            }
        }
        String text = message.getJMSCorrelationID();
        byte[] bytes = text == null ? message.getJMSCorrelationIDAsBytes() : null;
        String correlation = bytes == null ? text : Base64.getEncoder().encodeToString(bytes);
        return new Address.Queue(
                queue,
                correlation == null ? messageId(message) : correlation,
                bytes != null,
                message.getJMSPriority(),
                temporary,
                sender.queuePrefix(),
                List.of());
    }

    private static String messageId(Message message) throws JMSException {
        String id = message.getJMSMessageID();
        return id == null ? "" : id;
    }
}
