package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.hospitalhub.calls.RetryAfter;
import org.hospitalhub.cms.CryptoCmsConstants;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.rules.Finding;

/** Adapts eHealth to Camel: the methods that the eHealth routes call. Bean {@code ehealthExchange}. */
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

    /** Returns the queries for registry tables that are missing or old. */
    public List<RegistryCache.TableQuery> registryQueries(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        exchange.setProperty(TABLES, new LinkedHashMap<RegistryCache.TableQuery, EhealthResponse>());
        EhealthOrder order = EhealthOrder.of(work);
        boolean doubted = steps.check().recheck(order).stream().anyMatch(Finding::refuses);
        return steps.registryCache().tablesToFetch(order.legalEntity(), doubted);
    }

    /** Returns the request for one table. */
    public EhealthRequest registryRequest(
            Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work, @Body RegistryCache.TableQuery query) {
        exchange.setProperty("HubEhealthQuestion", query);
        return steps.requests().table(work, query);
    }

    /** Collects the response for one table. */
    public void registryAnswered(
            @ExchangeProperty(TABLES) Map<RegistryCache.TableQuery, EhealthResponse> tables,
            @ExchangeProperty("HubEhealthQuestion") RegistryCache.TableQuery query,
            @Body EhealthResponse response) {
        tables.put(query, response);
    }

    /** Checks the order with everything that is known now. */
    public Outcome check(
            @ExchangeProperty(WORK) ClaimedStep work,
            @ExchangeProperty(TABLES) Map<RegistryCache.TableQuery, EhealthResponse> tables) {
        EhealthOrder order = EhealthOrder.of(work);
        if (!tables.isEmpty()) {
            steps.registryCache().store(order.legalEntity(), tables);
        }
        List<Finding> findings = steps.check().recheck(order);
        return findings.stream().anyMatch(Finding::refuses)
                ? new Outcome.Refused(findings)
                : Outcome.Next.now("initialize", StepState.of(work).json());
    }

    /** Returns the request that opens a contract request. */
    public EhealthRequest initializeRequest(@ExchangeProperty(WORK) ClaimedStep work) {
        return steps.requests().initialize(work);
    }

    /** Returns the outcome of that request. */
    public Outcome initializeAnswered(@ExchangeProperty(WORK) ClaimedStep work, @Body EhealthResponse response) {
        return steps.uploadStep().initialized(work, response);
    }

    /** Returns the upload requests of the documents. */
    public List<EhealthRequest> uploadRequests(@ExchangeProperty(WORK) ClaimedStep work) {
        return steps.uploadStep().uploads(work);
    }

    /** Ends the step when a document was not accepted. */
    public void uploadAnswered(@ExchangeProperty(WORK) ClaimedStep work, @Body EhealthResponse response) {
        steps.uploadStep().uploaded(work, response);
    }

    /** Returns the outcome when all documents are uploaded. */
    public Outcome allUploaded(@ExchangeProperty(WORK) ClaimedStep work) {
        return steps.uploadStep().allUploaded(work);
    }

    /** Puts the content to sign into the body and its signer into a header. */
    public void contentToSign(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        byte[] content = steps.signStep().contentToSign(work);
        exchange.getMessage().setBody(content);
        exchange.getMessage()
                .setHeader(CryptoCmsConstants.SIGNER, EhealthOrder.of(work).signer());
    }

    /** Verifies and keeps the signature. */
    public Outcome signed(@ExchangeProperty(WORK) ClaimedStep work, @Body byte[] signed) {
        return steps.signStep().signed(work, signed);
    }

    /** Returns the request that creates the contract request. */
    public EhealthRequest createRequest(@ExchangeProperty(WORK) ClaimedStep work) {
        return steps.requests()
                .create(work, StepState.of(work).id(), steps.submitStep().envelope(work));
    }

    /** Returns the outcome of that request. */
    public Outcome createAnswered(@ExchangeProperty(WORK) ClaimedStep work, @Body EhealthResponse response) {
        return steps.submitStep().createAnswered(work, response);
    }

    /** Returns the request for the details of the contract request. */
    public EhealthRequest detailsRequest(@ExchangeProperty(WORK) ClaimedStep work) {
        return steps.requests().details(work, id(work));
    }

    /** Returns the outcome of the look-up after an unsure attempt. */
    public Outcome lookUpAnswered(@ExchangeProperty(WORK) ClaimedStep work, @Body EhealthResponse response) {
        return steps.submitStep().lookedUp(work, response);
    }

    /** Returns the outcome while the decision is pending. */
    public Outcome followAnswered(@ExchangeProperty(WORK) ClaimedStep work, @Body EhealthResponse response) {
        return steps.followStep().followed(work, response);
    }

    /** Returns the newest change of status. */
    public ObjectNode progressEvent(@ExchangeProperty(WORK) ClaimedStep work) {
        return steps.progressStep().latestEvent(work);
    }

    /** Returns the outcome after the change of status was sent. */
    public Outcome progressDelivered(@ExchangeProperty(WORK) ClaimedStep work, @Body Outcome telling) {
        return steps.progressStep().afterDelivery(work, telling);
    }

    /** Returns the request of a follow-up action. */
    public EhealthRequest actionRequest(@ExchangeProperty(WORK) ClaimedStep work) {
        return steps.requests().action(work, id(work), steps.submitStep().action(work));
    }

    /** Returns the outcome of that request. */
    public Outcome actionAnswered(@ExchangeProperty(WORK) ClaimedStep work, @Body EhealthResponse response) {
        return steps.submitStep().actionAnswered(work, response);
    }

    /** Returns the request for the document that the NHS has signed. */
    public EhealthRequest nhsDocumentRequest(@ExchangeProperty(WORK) ClaimedStep work, @Body EhealthResponse details) {
        return steps.signStep().nhsDocumentRequest(work, details);
    }

    /** Verifies the document that the NHS has signed. */
    public Outcome nhsDocumentAnswered(@ExchangeProperty(WORK) ClaimedStep work, @Body EhealthResponse response) {
        return steps.signStep().fetched(work, response);
    }

    private static String id(ClaimedStep work) {
        EhealthOrder order = EhealthOrder.of(work);
        return order.payload().has("id")
                ? order.payload().path("id").asText()
                : StepState.of(work).id();
    }

    // --- tokens

    /** Adds the stored token to a request, if there is one. */
    public EhealthRequest addStoredToken(Exchange exchange, @Body EhealthRequest request) {
        exchange.removeProperty(RENEWAL);
        EhealthRequest lent = steps.tokens().withStoredToken(request);
        exchange.setProperty(ASKED, lent);
        return lent;
    }

    /** Returns whether the body is a call that still needs its token. */
    public boolean needsToken(@Body Object body) {
        return body instanceof EhealthRequest request && request.needsToken();
    }

    /** Begins to renew the token of a request. */
    public Object beginRenewal(
            Exchange exchange, @Body EhealthRequest waiting, @ExchangeProperty(ASKED) EhealthRequest asked) {
        String refused = asked.token() == null ? "" : asked.token();
        EhealthTokens.Renewal renewal = steps.tokens().beginRenewal(waiting, refused);
        exchange.setProperty(RENEWAL, renewal);
        return renewal.pending().needsToken() ? renewal.request() : renewal.pending();
    }

    /** Returns whether the token service must be asked. */
    public boolean needsRenewal(@ExchangeProperty(RENEWAL) EhealthTokens.Renewal renewal) {
        return renewal.pending().needsToken();
    }

    /** Stores the new token and adds it to the pending request. */
    public EhealthRequest finishRenewal(
            @ExchangeProperty(RENEWAL) EhealthTokens.Renewal renewal, @Body EhealthResponse response) {
        return steps.tokens().finishRenewal(renewal, response);
    }

    /** Returns the response, or the request without token when its token was refused for the first time. */
    public Object retryIfTokenRefused(
            Exchange exchange, @ExchangeProperty(ASKED) EhealthRequest asked, @Body EhealthResponse response) {
        return EhealthFailure.tokenRefused(response) && asked.legalEntity() != null ? asked.withToken(null) : response;
    }

    // --- HTTP

    /** Counts a request before it leaves; a log-in of a person belongs to no order and has no permit. */
    public void takePermit(Exchange exchange) {
        if (exchange.getProperty(WORK) instanceof ClaimedStep work
                && !work.requests().next()) {
            throw new StepEndedException(new Outcome.Failed(
                    Problem.of("EHEALTH_PERMITS", "EHEALTH_PERMITS"), Outcome.Remedy.RETRY, null, null));
        }
    }

    /** Turns a request into what the http component sends (eHealth contract §8.5). */
    public void prepareHttpRequest(Exchange exchange, @Body EhealthRequest request) {
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
    public EhealthResponse readResponse(Exchange exchange) {
        Message message = exchange.getMessage();
        byte[] body = message.getBody(byte[].class);
        return EhealthResponse.of(
                Objects.requireNonNullElse(message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class), 0),
                body == null ? "".getBytes(StandardCharsets.UTF_8) : body,
                RetryAfter.read(message.getHeader("Retry-After", String.class), clock.instant()));
    }
}
