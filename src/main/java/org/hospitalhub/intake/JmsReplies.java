package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hospitalhub.intake.OrderIntake.Result;
import org.hospitalhub.intake.OrderIntake.Submission;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.OrderJson;
import org.hospitalhub.ledger.State;
import org.hospitalhub.rules.Languages;

/**
 * Creates the messages that are sent at once to the sender of a JMS message: the rejection, or the answer to an order that has
 * already ended.
 */
final class JmsReplies {

    private final JsonMapper mapper;
    private final Function<String, Optional<ObjectNode>> results;
    private final Languages hospital;

    /**
     * Creates the writer of replies.
     *
     * @param results returns the answer of an order by its id
     */
    JmsReplies(JsonMapper mapper, Function<String, Optional<ObjectNode>> results, Languages hospital) {
        this.mapper = mapper;
        this.results = results;
        this.hospital = hospital;
    }

    /**
     * Returns the messages to send.
     *
     * @param wanted whether a rejection is sent to the sender itself
     */
    List<JmsReply> repliesTo(Result reply, Submission submission, boolean wanted) throws JsonProcessingException {
        if (!(submission.address() instanceof Address.Queue to)) {
            return List.of();
        }
        if (reply instanceof Result.Rejected rejected) {
            return rejections(rejected, to, wanted);
        }
        Result.Accepted accepted = (Result.Accepted) reply;
        Order order = accepted.order();
        return accepted.known() && !OrderKeys.isForMessage(submission.key()) && isAnsweredHere(order, to)
                ? List.of(new JmsReply(to, order.id(), answer(order)))
                : List.of();
    }

    /** Returns whether the intake must send the answer: the ledger delivers to known queues only, and while delivery is pending. */
    private static boolean isAnsweredHere(Order order, Address.Queue to) {
        boolean over =
                order.state() == State.COMPLETED || order.state() == State.REFUSED || order.state() == State.CANCELLED;
        boolean onItsWay = order.deliveredAt() == null
                && order.address() instanceof Address.Queue known
                && known.with(to).equals(known);
        return over && !onItsWay;
    }

    private String answer(Order order) throws JsonProcessingException {
        ObjectNode result =
                order.state() == State.COMPLETED ? results.apply(order.id()).orElse(null) : null;
        return mapper.writeValueAsString(OrderJson.of(order, result, hospital));
    }

    private List<JmsReply> rejections(Result.Rejected rejected, Address.Queue to, boolean wanted)
            throws JsonProcessingException {
        List<JmsReply> replies = new ArrayList<>();
        ObjectNode json = mapper.createObjectNode();
        json.put("operation", rejected.submission().operation());
        json.set("findings", OrderJson.of(rejected.findings(), hospital));
        // Encoded as base64, because it may be any bytes.
        json.put("original", rejected.submission().payload());
        Address.Queue kept = new Address.Queue(
                JmsReply.REJECTED, to.correlationId(), to.binary(), to.priority(), false, Address.Queue.HUB, List.of());
        replies.add(new JmsReply(kept, null, mapper.writeValueAsString(json)));
        if (wanted) {
            Submission submission = rejected.submission();
            ObjectNode rejection = OrderJson.rejected(
                    submission.operation(),
                    OrderKeys.isForMessage(submission.key()) ? null : submission.key(),
                    submission.priority(),
                    rejected.findings(),
                    hospital);
            replies.add(new JmsReply(to, null, mapper.writeValueAsString(rejection)));
        }
        return replies;
    }
}
