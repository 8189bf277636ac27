package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.cms.CryptoCmsConstants;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.ledger.Work;
import org.hospitalhub.rules.Finding;

/** The thin skin between the routes of eHealth and its plain classes; bean {@code ehealthExchange}. */
public final class EhealthExchange {

    private static final String WORK = "HubWork";
    private static final String ASKED = "HubEhealthAsked";
    private static final String RENEWAL = "HubEhealthRenewal";
    private static final String TABLES = "HubEhealthTables";

    private final EhealthSettings settings;
    private final EhealthSteps steps;
    private final InstantSource clock;

    EhealthExchange(EhealthSettings settings, EhealthSteps steps, InstantSource clock) {
        this.settings = settings;
        this.steps = steps;
        this.clock = clock;
    }

    // --- steps

    /** Makes the questions for the registry's tables that are missing or old. */
    public List<Registers.Question> tables(Exchange exchange, @ExchangeProperty(WORK) Work work) {
        exchange.setProperty(TABLES, new LinkedHashMap<Registers.Question, EhealthAnswer>());
        EhealthOrder order = EhealthOrder.of(work);
        boolean doubted = steps.check().again(order).stream().anyMatch(Finding::refuses);
        return steps.registers().missing(order.legalEntity(), doubted);
    }

    /** Makes the request for one table. */
    public EhealthRequest table(
            Exchange exchange, @ExchangeProperty(WORK) Work work, @Body Registers.Question question) {
        exchange.setProperty("HubEhealthQuestion", question);
        return steps.address().table(work, question);
    }

    /** Puts one table aside. */
    public void tableRead(
            @ExchangeProperty(TABLES) Map<Registers.Question, EhealthAnswer> tables,
            @ExchangeProperty("HubEhealthQuestion") Registers.Question question,
            @Body EhealthAnswer answer) {
        tables.put(question, answer);
    }

    /** Checks the order with everything that is known now. */
    public Outcome checked(
            @ExchangeProperty(WORK) Work work,
            @ExchangeProperty(TABLES) Map<Registers.Question, EhealthAnswer> tables) {
        EhealthOrder order = EhealthOrder.of(work);
        if (!tables.isEmpty()) {
            steps.registers().keep(order.legalEntity(), tables);
        }
        List<Finding> findings = steps.check().again(order);
        return findings.stream().anyMatch(Finding::refuses)
                ? new Outcome.Refused(findings)
                : Outcome.Next.now("initialize", EhealthMemory.of(work).json());
    }

    /** Makes the request that opens a contract request. */
    public EhealthRequest initialize(@ExchangeProperty(WORK) Work work) {
        return steps.address().initialize(work);
    }

    /** Says what its answer means. */
    public Outcome initialized(@ExchangeProperty(WORK) Work work, @Body EhealthAnswer answer) {
        return steps.upload().initialized(work, answer);
    }

    /** Makes the uploads of the documents. */
    public List<EhealthRequest> uploads(@ExchangeProperty(WORK) Work work) {
        return steps.upload().uploads(work);
    }

    /** Ends the step when a document was not taken. */
    public void uploaded(@ExchangeProperty(WORK) Work work, @Body EhealthAnswer answer) {
        steps.upload().uploaded(work, answer);
    }

    /** Says that all documents are there. */
    public Outcome allUploaded(@ExchangeProperty(WORK) Work work) {
        return steps.upload().done(work);
    }

    /** Puts down what is signed, and by whom. */
    public void toSign(Exchange exchange, @ExchangeProperty(WORK) Work work) {
        byte[] content = steps.signing().content(work);
        exchange.getMessage().setBody(content);
        exchange.getMessage()
                .setHeader(CryptoCmsConstants.SIGNER, EhealthOrder.of(work).signer());
    }

    /** Keeps the signature after it was verified. */
    public Outcome signed(@ExchangeProperty(WORK) Work work, @Body byte[] signed) {
        return steps.signing().signed(work, signed);
    }

    /** Makes the request that creates the contract request. */
    public EhealthRequest create(@ExchangeProperty(WORK) Work work) {
        return steps.address()
                .create(work, EhealthMemory.of(work).id(), steps.submission().envelope(work));
    }

    /** Says what its answer means. */
    public Outcome created(@ExchangeProperty(WORK) Work work, @Body EhealthAnswer answer) {
        return steps.submission().created(work, answer);
    }

    /** Makes the request for the details of the contract request. */
    public EhealthRequest details(@ExchangeProperty(WORK) Work work) {
        return steps.address().details(work, id(work));
    }

    /** Says what they mean after an unsure try. */
    public Outcome lookedUp(@ExchangeProperty(WORK) Work work, @Body EhealthAnswer answer) {
        return steps.submission().lookedUp(work, answer);
    }

    /** Says what they mean while the decision is awaited. */
    public Outcome followed(@ExchangeProperty(WORK) Work work, @Body EhealthAnswer answer) {
        return steps.following().followed(work, answer);
    }

    /** Leaves the newest change of status. */
    public ObjectNode news(@ExchangeProperty(WORK) Work work) {
        return steps.progress().news(work);
    }

    /** Says how it goes on after that was told. */
    public Outcome told(@ExchangeProperty(WORK) Work work, @Body Outcome telling) {
        return steps.progress().told(work, telling);
    }

    /** Makes the request of a follow-up action. */
    public EhealthRequest act(@ExchangeProperty(WORK) Work work) {
        return steps.address().act(work, id(work), steps.submission().action(work));
    }

    /** Says what its answer means. */
    public Outcome acted(@ExchangeProperty(WORK) Work work, @Body EhealthAnswer answer) {
        return steps.submission().acted(work, answer);
    }

    /** Makes the request for what the NHS has signed. */
    public EhealthRequest document(@ExchangeProperty(WORK) Work work, @Body EhealthAnswer details) {
        return steps.signing().document(work, details);
    }

    /** Verifies it. */
    public Outcome fetched(@ExchangeProperty(WORK) Work work, @Body EhealthAnswer answer) {
        return steps.signing().fetched(work, answer);
    }

    private static String id(Work work) {
        EhealthOrder order = EhealthOrder.of(work);
        return order.payload().has("id")
                ? order.payload().path("id").asText()
                : EhealthMemory.of(work).id();
    }

    // --- tokens

    /** Gives a call its token, if one is at hand. */
    public EhealthRequest lend(Exchange exchange, @Body EhealthRequest request) {
        exchange.removeProperty(RENEWAL);
        EhealthRequest lent = steps.tokens().lend(request);
        exchange.setProperty(ASKED, lent);
        return lent;
    }

    /** Tells whether the body is a call that still needs its token. */
    public boolean needsToken(@Body Object body) {
        return body instanceof EhealthRequest request && request.needsToken();
    }

    /** Begins to renew the token of a call. */
    public Object renewal(
            Exchange exchange, @Body EhealthRequest waiting, @ExchangeProperty(ASKED) EhealthRequest asked) {
        String refused = asked.token() == null ? "" : asked.token();
        EhealthTokens.Renewal renewal = steps.tokens().begin(waiting, refused);
        exchange.setProperty(RENEWAL, renewal);
        return renewal.waiting().needsToken() ? renewal.request() : renewal.waiting();
    }

    /** Tells whether the token service must be asked. */
    public boolean renews(@ExchangeProperty(RENEWAL) EhealthTokens.Renewal renewal) {
        return renewal.waiting().needsToken();
    }

    /** Keeps the new token and gives it to the waiting call. */
    public EhealthRequest renewed(
            @ExchangeProperty(RENEWAL) EhealthTokens.Renewal renewal, @Body EhealthAnswer answer) {
        return steps.tokens().end(renewal, answer);
    }

    /** Leaves the answer, or the call once more without token when its token was refused for the first time. */
    public Object tokenJudged(
            Exchange exchange, @ExchangeProperty(ASKED) EhealthRequest asked, @Body EhealthAnswer answer) {
        return EhealthFailure.tokenRefused(answer) && asked.legalEntity() != null ? asked.withToken(null) : answer;
    }

    // --- the door

    /** Counts a request before it leaves; a log-in of a person belongs to no order and has no permit. */
    public void permit(Exchange exchange) {
        if (exchange.getProperty(WORK) instanceof Work work && !work.requests().next()) {
            throw new StepEndedException(new Outcome.Failed(
                    new Problem(
                            "EHEALTH_PERMITS",
                            "The step needs more requests than it has permits for",
                            "It is tried again. If that lasts, raise hub.ehealth.requests-per-minute or set"
                                    + " hub.ehealth.registry-max-age to 0s."),
                    Outcome.Remedy.RETRY,
                    null,
                    null));
        }
    }

    /** Turns a request into what the http component sends (eHealth contract §8.5). */
    public void dress(Exchange exchange, @Body EhealthRequest request) {
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_METHOD, request.method());
        message.setHeader(Exchange.HTTP_URI, request.url());
        // Storage links carry their own right; our keys are none of the storage's business.
        boolean service = request.legalEntity() != null || request.url().startsWith(settings.authUrl() + "/oauth/");
        if (service) {
            message.setHeader("Accept", "application/json");
            message.setHeader("API-key", settings.apiKey());
            if (!settings.customPsk().isEmpty()) {
                message.setHeader("X-Custom-PSK", settings.customPsk());
            }
            message.setHeader("X-Request-ID", request.requestId());
        }
        if (request.token() != null) {
            message.setHeader("Authorization", "Bearer " + request.token());
        }
        if (request.contentType() != null) {
            message.setHeader(Exchange.CONTENT_TYPE, request.contentType());
        }
        message.setBody(request.body());
    }

    /** Reads status, body and Retry-After of an answer. */
    public EhealthAnswer read(Exchange exchange) {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        return EhealthAnswer.of(
                message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class),
                body == null ? "".getBytes(StandardCharsets.UTF_8) : body,
                RetryAfter.read(message.getHeader("Retry-After", String.class), clock.instant()));
    }
}
