package org.hospitalhub.intake;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
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

    private static final String RESULTS = "hub.results";
    /** Names that can be nothing but a queue: no options, no placeholders, no control characters. */
    private static final Pattern QUEUE = Pattern.compile("[\\w.\\-:/$@]{1,200}");
    /** Where answers would come back as orders or steer the broker. */
    private static final Pattern FORBIDDEN = Pattern.compile("(?i)(hub\\.orders|activemq\\.|\\$sys).*");

    private GivenMessage() {}

    /** Reads a message; what is wrong with it stands in the flaws. */
    static Given read(Message message) throws JMSException {
        List<Finding> flaws = new ArrayList<>();
        byte[] payload = payload(message, flaws);
        String operation = property(message, "HubOperation");
        if (operation == null) {
            flaws.add(Finding.error("OPERATION_MISSING", "$", "The string property HubOperation names the operation."));
        }
        String key = property(message, "HubOrderKey");
        OrderKeys.flaw(key, "The property HubOrderKey").ifPresent(flaws::add);
        if (key == null && message.getJMSMessageID() == null) {
            // AMQP clients may send none; without either a message given again would be a second order.
            flaws.add(Finding.error(
                    "ORDER_KEY_MISSING",
                    "$",
                    "The message has neither a message id nor the string property HubOrderKey."));
        }
        String queue = queue(message.getJMSReplyTo(), flaws);
        return new Given(
                operation,
                payload,
                key == null ? "jms:" + message.getJMSMessageID() : key,
                Priority.ofJms(message.getJMSPriority()),
                "jms",
                new Address.Queue(queue, correlation(message), message.getJMSPriority()),
                true,
                List.copyOf(flaws));
    }

    private static byte[] payload(Message message, List<Finding> flaws) throws JMSException {
        if (message instanceof TextMessage text) {
            String body = text.getText();
            return body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        }
        if (message instanceof BytesMessage bytes) {
            byte[] body = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(body);
            return body;
        }
        flaws.add(Finding.error(
                "MESSAGE_TYPE",
                "$",
                "Only text and bytes messages are read; for safety the content of this one was not opened."));
        return new byte[0];
    }

    private static String correlation(Message message) throws JMSException {
        String given = message.getJMSCorrelationID();
        return given == null ? Objects.requireNonNullElse(message.getJMSMessageID(), "") : given;
    }

    private static String queue(@Nullable Destination replyTo, List<Finding> flaws) throws JMSException {
        if (replyTo == null) {
            return RESULTS;
        }
        String name = replyTo instanceof Queue queue ? queue.getQueueName() : "";
        if (QUEUE.matcher(name).matches() && !FORBIDDEN.matcher(name).matches()) {
            return name;
        }
        flaws.add(Finding.error(
                "REPLY_TO",
                "$",
                "JMSReplyTo must be a queue whose name has only letters, digits and . - _ : / $ @, and none of the hub's or"
                        + " the broker's own."));
        return RESULTS;
    }

    private static @Nullable String property(Message message, String name) throws JMSException {
        Object value = message.getObjectProperty(name);
        return value instanceof String text && !text.isEmpty() ? text : null;
    }
}
