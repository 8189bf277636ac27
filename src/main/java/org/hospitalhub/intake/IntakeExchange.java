package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.File;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.hospitalhub.intake.OrderIntake.Result;
import org.hospitalhub.intake.OrderIntake.Submission;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adapts the intake to Camel: the methods that the intake routes call. Bean {@code intakeExchange}. */
public final class IntakeExchange {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeExchange.class);
    private static final String SUBMISSION = "HubSubmission";
    private static final String REJECTION_WANTED = "HubRejectionWanted";
    private static final String DELIVERIES = "HubDeliveries";
    private static final int MOST_CAUSES = 20;

    private final OrderIntake intake;
    private final FileIntake files;
    private final UploadIntake uploads;
    private final DropFolder drop;
    private final JmsMessageReader messages;
    private final JmsReplies replies;
    private final RejectedMessages rejectedMessages;
    private final int maxDeliveries;

    IntakeExchange(
            OrderIntake intake,
            FileIntake files,
            UploadIntake uploads,
            DropFolder drop,
            JmsMessageReader messages,
            JmsReplies replies,
            RejectedMessages rejectedMessages,
            int maxDeliveries) {
        this.intake = intake;
        this.files = files;
        this.uploads = uploads;
        this.drop = drop;
        this.messages = messages;
        this.replies = replies;
        this.rejectedMessages = rejectedMessages;
        this.maxDeliveries = maxDeliveries;
    }

    /** Processes a dropped file; a failure of the file is not a failure of the route. */
    public void processFile(Exchange exchange) {
        File file = Objects.requireNonNull(exchange.getMessage().getBody(File.class));
        files.process(drop.absolutePath(file), exchange.getContext()::isStopping);
    }

    /** Accepts the uploaded file in the body and replaces the body by its result. */
    public void acceptUpload(Exchange exchange) throws InvalidPayloadException, IOException {
        exchange.getMessage().setBody(uploads.accept(exchange.getMessage().getMandatoryBody(FileUpload.class)));
    }

    /** Reads the JMS message in the body into a submission. */
    public void readMessage(Exchange exchange) throws JMSException, InvalidPayloadException {
        Message message = exchange.getMessage().getMandatoryBody(Message.class);
        exchange.setProperty(
                DELIVERIES,
                message.propertyExists("JMSXDeliveryCount") ? message.getIntProperty("JMSXDeliveryCount") : 1);
        exchange.setProperty(REJECTION_WANTED, messages.wantsRejection(message));
        Submission submission;
        try {
            submission = messages.read(message);
        } catch (JMSException | RuntimeException broken) {
            if (mayComeAgain(exchange)) {
                throw broken;
            }
            logRejected(broken);
            submission = messages.unreadable(message, broken);
        }
        exchange.setProperty(SUBMISSION, submission);
        exchange.getMessage().setBody(submission);
    }

    /** Accepts the submission in the body and replaces the body by the result. */
    public void accept(Exchange exchange) throws InvalidPayloadException {
        Submission submission = exchange.getMessage().getMandatoryBody(Submission.class);
        exchange.getMessage().setBody(accept(submission, exchange));
    }

    /**
     * Accepts a submission. One that cannot be checked, or that the ledger will never store, is rejected after some deliveries.
     * While the ledger cannot write, the message stays at the broker.
     */
    private Result accept(Submission submission, Exchange exchange) {
        boolean last = exchange.getProperty(DELIVERIES) != null && !mayComeAgain(exchange);
        boolean checked = false;
        try {
            OrderIntake.Checked found = intake.validate(submission);
            checked = true;
            return found instanceof OrderIntake.Checked.Valid valid
                    ? intake.store(valid)
                    : ((OrderIntake.Checked.Invalid) found).rejection();
        } catch (RuntimeException broken) {
            if (!last || (checked && !isRefusedData(broken))) {
                throw broken;
            }
            logRejected(broken);
            return new Result.Rejected(submission, List.of(JmsMessageReader.processingFailed(broken)));
        }
    }

    /**
     * Replaces the body by the messages to send: about a rejected submission, and the answer to a repeat of a finished
     * order.
     */
    public void replies(Exchange exchange) throws JsonProcessingException, InvalidPayloadException {
        Result reply = exchange.getMessage().getMandatoryBody(Result.class);
        if (reply instanceof Result.Rejected rejected) {
            rejectedMessages.add(rejected.findings());
        }
        List<JmsReply> all = replies.repliesTo(
                reply,
                Objects.requireNonNull(exchange.getProperty(SUBMISSION, Submission.class)),
                Boolean.TRUE.equals(exchange.getProperty(REJECTION_WANTED, Boolean.class)));
        exchange.getMessage().setBody(mayComeAgain(exchange) ? all : withoutReplyQueues(all));
    }

    /** A reply queue that took no reply at any delivery is full, closed to the hub or missing: the message would be lost with it. */
    private static List<JmsReply> withoutReplyQueues(List<JmsReply> all) {
        List<JmsReply> others = all.stream().map(JmsReply::withoutReplyQueue).toList();
        if (!others.equals(all)) {
            LOG.error(
                    "A reply queue took no message at several deliveries: the reply goes to the results queue instead");
        }
        return others;
    }

    /** Turns the reply in the body into the message for its queue. */
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
        return Objects.requireNonNullElse(exchange.getProperty(DELIVERIES, Integer.class), 1) < maxDeliveries;
    }

    /** Logs the type and origin of an exception; its message may contain patient data. */
    private static void logRejected(Exception broken) {
        StackTraceElement[] frames = broken.getStackTrace();
        LOG.error(
                "A message failed at each of its deliveries and is rejected: {} at {}",
                broken.getClass().getName(),
                frames.length == 0 ? "an unknown place" : frames[0]);
    }

    /** Returns whether the database refuses the data itself (SQL states 22 and 23), so that another try fails, too. */
    private static boolean isRefusedData(Throwable broken) {
        return Stream.<Throwable>iterate(broken, cause -> cause != null, Throwable::getCause)
                .limit(MOST_CAUSES)
                .filter(SQLException.class::isInstance)
                .map(cause -> String.valueOf(((SQLException) cause).getSQLState()))
                .anyMatch(state -> state.startsWith("22") || state.startsWith("23"));
    }
}
