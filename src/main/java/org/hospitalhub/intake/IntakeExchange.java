package org.hospitalhub.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.File;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.hospitalhub.intake.Intake.Given;
import org.hospitalhub.intake.Intake.Reply;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.OrderJson;

/** What the routes of the intake call: the thin skin between Camel's exchanges and the intake. Bean {@code intakeExchange}. */
public final class IntakeExchange {

    private final Intake intake;
    private final FileIntake files;
    private final UploadIntake uploads;
    private final DropFolder drop;
    private final JsonMapper mapper;

    IntakeExchange(Intake intake, FileIntake files, UploadIntake uploads, DropFolder drop, JsonMapper mapper) {
        this.intake = intake;
        this.files = files;
        this.uploads = uploads;
        this.drop = drop;
        this.mapper = mapper;
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
        exchange.getMessage().setBody(GivenMessage.read(exchange.getMessage().getMandatoryBody(Message.class)));
    }

    /** Takes given work, which is the body, and leaves what became of it. */
    public void accept(Exchange exchange) throws InvalidPayloadException {
        exchange.getMessage().setBody(intake.accept(exchange.getMessage().getMandatoryBody(Given.class)));
    }

    /** Tells whether given work was not written down. */
    public boolean isRejected(Exchange exchange) {
        return exchange.getMessage().getBody() instanceof Reply.Rejected;
    }

    /**
     * Turns rejected work into the message for {@code hub.rejected}: the findings beside the original payload (base64, for
     * it may be anything), under the correlation id its giver knows.
     */
    public void writeRejection(Exchange exchange) throws JsonProcessingException, InvalidPayloadException {
        Reply.Rejected rejected = exchange.getMessage().getMandatoryBody(Reply.Rejected.class);
        ObjectNode json = mapper.createObjectNode();
        json.put("operation", rejected.given().operation());
        json.set("findings", OrderJson.of(rejected.findings()));
        json.put("original", rejected.given().payload());
        exchange.getMessage().setBody(mapper.writeValueAsString(json));
        if (rejected.given().address() instanceof Address.Queue queue) {
            exchange.getMessage().setHeader("JMSCorrelationID", queue.correlationId());
        }
    }
}
