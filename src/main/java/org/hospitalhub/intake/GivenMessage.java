package org.hospitalhub.intake;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.hospitalhub.intake.Intake.Given;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.rules.Finding;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JMS message into given work. Only two properties of it count, and objects in it are never read: that would run
 * the sender's choice of code.
 */
final class GivenMessage {

    private final IntakeSettings settings;
    private final JmsSenders senders;
    private final MessageBody bodies;

    GivenMessage(IntakeSettings settings, JmsSenders senders, MessageBody bodies) {
        this.settings = settings;
        this.senders = senders;
        this.bodies = bodies;
    }

    /** Reads a message; what is wrong with it stands in the flaws. */
    Given read(Message message) throws JMSException {
        List<Finding> flaws = new ArrayList<>();
        String operation = operation(message, flaws);
        byte[] payload = payload(message, operation == null ? "" : operation, flaws);
        return given(message, operation, payload, flaws);
    }

    /** Returns a message that could not be read at all, without its body. */
    Given unreadable(Message message, Exception why) throws JMSException {
        List<Finding> flaws = new ArrayList<>();
        String operation = operation(message, flaws);
        flaws.add(0, notProcessed(why));
        return given(message, operation, new byte[0], flaws);
    }

    /** The finding of what failed again and again; an exception's message may hold what somebody sent. */
    static Finding notProcessed(Exception why) {
        return Finding.error(
                "NOT_PROCESSED",
                "$",
                "The hub failed on this message each time it was delivered (%s); its log says where. Send it again when that is repaired."
                        .formatted(why.getClass().getSimpleName()));
    }

    /** Returns whether its sender is to hear of a rejection: it asked for an answer, or may not read {@code hub.rejected}. */
    boolean wantsRejection(Message message) throws JMSException {
        return message.getJMSReplyTo() != null || !sender(message).isFirst();
    }

    private Given given(Message message, @Nullable String operation, byte[] payload, List<Finding> flaws)
            throws JMSException {
        String key = key(message, flaws);
        return new Given(
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
        flaws.add(Finding.error("OPERATION_MISSING", "$", "The string property HubOperation names the operation."));
        return null;
    }

    private byte[] payload(Message message, String operation, List<Finding> flaws) throws JMSException {
        int limit = settings.maxPayload(operation);
        try {
            return bodies.read(message, limit);
        } catch (MessageBody.UnfitException unfit) {
            flaws.add(
                    switch (unfit.kind()) {
                        case TOO_LARGE ->
                            Finding.error("TOO_LARGE", "$", "The payload is larger than %d bytes.".formatted(limit));
                        case TYPE ->
                            Finding.error(
                                    "MESSAGE_TYPE",
                                    "$",
                                    "Only text and bytes messages are read; for safety the content of this one was not opened.");
                        case BROKEN ->
                            Finding.error(
                                    "MESSAGE_BROKEN",
                                    "$",
                                    "The body is not what the message's type says; send it as a text or bytes message.");
                    });
            return new byte[0];
        }
    }

    /** A whole number is the key that its digits are; whatever else is no text would be taken for no key, so it is refused. */
    private static @Nullable String key(Message message, List<Finding> flaws) throws JMSException {
        Object value = message.getObjectProperty("HubOrderKey");
        boolean whole =
                value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
        if (value != null && !whole && !(value instanceof String)) {
            flaws.add(
                    Finding.error("KEY_INVALID", "$", "The property HubOrderKey must be a string or a whole number."));
            return null;
        }
        if (value != null) {
            String key = value.toString();
            OrderKeys.flaw(key, "The property HubOrderKey").ifPresent(flaws::add);
            return key;
        }
        if (message.getJMSMessageID() == null) {
            // AMQP clients may send none; without either a message given again would be a second order.
            flaws.add(Finding.error(
                    "ORDER_KEY_MISSING",
                    "$",
                    "The message has neither a message id nor the string property HubOrderKey."));
            return null;
        }
        return OrderKeys.ofMessage(message.getJMSMessageID());
    }

    private Address.Queue address(Message message, List<Finding> flaws) throws JMSException {
        JmsSender sender = sender(message);
        String results = sender.home() + "results";
        String queue = results;
        boolean temporary = false;
        if (message.getJMSReplyTo() != null) {
            String name = message.getJMSReplyTo() instanceof Queue given ? given.getQueueName() : "";
            if (name.equals(results) || senders.owns(user(message), name)) {
                queue = name;
                temporary = message.getJMSReplyTo() instanceof TemporaryQueue;
            } else {
                flaws.add(Finding.error(
                        "REPLY_TO",
                        "$",
                        "JMSReplyTo must be a queue whose name has only letters, digits and . - _ : / $ @, that is yours, and none"
                                + " of the hub's or the broker's own."));
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
                sender.home(),
                List.of());
    }

    private static String messageId(Message message) throws JMSException {
        String id = message.getJMSMessageID();
        return id == null ? "" : id;
    }
}
