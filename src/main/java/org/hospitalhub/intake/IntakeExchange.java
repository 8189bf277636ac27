package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.File;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.hospitalhub.intake.Intake.Given;
import org.hospitalhub.intake.Intake.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the routes of the intake call: the thin skin between Camel's exchanges and the intake. Bean {@code intakeExchange}. */
public final class IntakeExchange {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeExchange.class);
    private static final String GIVEN = "HubGiven";
    private static final String WANTED = "HubRejectionWanted";
    private static final String DELIVERIES = "HubDeliveries";
    private static final int MOST_CAUSES = 20;

    private final Intake intake;
    private final FileIntake files;
    private final UploadIntake uploads;
    private final DropFolder drop;
    private final GivenMessage messages;
    private final JmsReplies replies;
    private final Rejections rejections;
    private final int maxDeliveries;

    IntakeExchange(
            Intake intake,
            FileIntake files,
            UploadIntake uploads,
            DropFolder drop,
            GivenMessage messages,
            JmsReplies replies,
            Rejections rejections,
            int maxDeliveries) {
        this.intake = intake;
        this.files = files;
        this.uploads = uploads;
        this.drop = drop;
        this.messages = messages;
        this.replies = replies;
        this.rejections = rejections;
        this.maxDeliveries = maxDeliveries;
    }

    /** Takes a dropped file; its trouble is its own and never the route's. */
    public void takeFile(Exchange exchange) {
        File file = exchange.getMessage().getBody(File.class);
        files.take(drop.path(file), exchange.getContext()::isStopping);
    }

    /** Takes a file that came over HTTP, which is the body, and leaves what became of it. */
    public void takeUpload(Exchange exchange) throws InvalidPayloadException, IOException {
        exchange.getMessage().setBody(uploads.take(exchange.getMessage().getMandatoryBody(Upload.class)));
    }

    /** Turns a JMS message, which is the body, into given work. */
    public void readMessage(Exchange exchange) throws JMSException, InvalidPayloadException {
        Message message = exchange.getMessage().getMandatoryBody(Message.class);
        exchange.setProperty(
                DELIVERIES,
                message.propertyExists("JMSXDeliveryCount") ? message.getIntProperty("JMSXDeliveryCount") : 1);
        exchange.setProperty(WANTED, messages.wantsRejection(message));
        Given given;
        try {
            given = messages.read(message);
        } catch (JMSException | RuntimeException broken) {
            if (mayComeAgain(exchange)) {
                throw broken;
            }
            tell(broken);
            given = messages.unreadable(message, broken);
        }
        exchange.setProperty(GIVEN, given);
        exchange.getMessage().setBody(given);
    }

    /** Takes given work, which is the body, and leaves what became of it. */
    public void accept(Exchange exchange) throws InvalidPayloadException {
        Given given = exchange.getMessage().getMandatoryBody(Given.class);
        exchange.getMessage().setBody(accept(given, exchange));
    }

    /**
     * What the hub cannot check, or the ledger will never store, is rejected after some deliveries; while the ledger cannot
     * write, the message stays at the broker.
     */
    private Reply accept(Given given, Exchange exchange) {
        boolean last = exchange.getProperty(DELIVERIES) != null && !mayComeAgain(exchange);
        boolean checked = false;
        try {
            Intake.Checked found = intake.check(given);
            checked = true;
            return found instanceof Intake.Checked.Ready ready
                    ? intake.write(ready)
                    : ((Intake.Checked.Flawed) found).reply();
        } catch (RuntimeException broken) {
            if (!last || (checked && !isRefusedData(broken))) {
                throw broken;
            }
            tell(broken);
            return new Reply.Rejected(given, List.of(GivenMessage.notProcessed(broken)));
        }
    }

    /** Leaves the messages to send: about rejected work, and the answer to a repeat of an order that has ended. */
    public void replies(Exchange exchange) throws JsonProcessingException, InvalidPayloadException {
        Reply reply = exchange.getMessage().getMandatoryBody(Reply.class);
        if (reply instanceof Reply.Rejected rejected) {
            rejections.add(rejected.findings());
        }
        exchange.getMessage()
                .setBody(replies.of(
                        reply,
                        exchange.getProperty(GIVEN, Given.class),
                        exchange.getProperty(WANTED, false, Boolean.class)));
    }

    /** Turns a reply, which is the body, into the message for its queue. */
    public void writeReply(Exchange exchange) throws InvalidPayloadException {
        JmsReply reply = exchange.getMessage().getMandatoryBody(JmsReply.class);
        exchange.getMessage().setBody(reply.body());
        exchange.getMessage().setHeader("CamelJmsDestinationName", reply.to().destination());
        exchange.getMessage().setHeader("JMSPriority", reply.to().priority());
        if (reply.order() != null) {
            exchange.getMessage().setHeader("HubOrder", reply.order());
        }
        String correlation = reply.to().correlationId();
        if (reply.to().binary() && correlation != null) {
            exchange.setProperty("HubCorrelation", Base64.getDecoder().decode(correlation));
        } else {
            exchange.getMessage().setHeader("JMSCorrelationID", correlation);
        }
    }

    private boolean mayComeAgain(Exchange exchange) {
        return exchange.getProperty(DELIVERIES, 1, Integer.class) < maxDeliveries;
    }

    /** Where and of what kind; its message may hold what somebody sent. */
    private static void tell(Exception broken) {
        StackTraceElement[] frames = broken.getStackTrace();
        LOG.error(
                "A message failed at each of its deliveries and is rejected: {} at {}",
                broken.getClass().getName(),
                frames.length == 0 ? "an unknown place" : frames[0]);
    }

    /** Data exceptions and broken constraints (SQL states 22 and 23) come back with the same data. */
    private static boolean isRefusedData(Throwable broken) {
        return Stream.<Throwable>iterate(broken, cause -> cause != null, Throwable::getCause)
                .limit(MOST_CAUSES)
                .filter(SQLException.class::isInstance)
                .map(cause -> String.valueOf(((SQLException) cause).getSQLState()))
                .anyMatch(state -> state.startsWith("22") || state.startsWith("23"));
    }
}
