package org.hospitalhub.ehealth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.StepEndedException;
import org.jspecify.annotations.Nullable;

/** The documents that the route {@code ehealth-upload} sends (eHealth contract §1.5); bean {@code ehealthUpload}. */
public final class UploadExchange {

    private static final String WORK = "HubWork";
    private static final String STATUS = "HubStatus";
    private static final String SENT = "HubEhealthSent";
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final EhealthSettings settings;
    private final InstantSource clock;

    UploadExchange(EhealthSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** Returns whether there is a further document, and the one before was taken. */
    public boolean hasNext(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        return sent(exchange) < documents(work).size() && isTaken(exchange.getProperty(STATUS, Integer.class));
    }

    /**
     * Prepares the request for the next document.
     *
     * @throws StepEndedException when the links are too old: the request is opened again
     */
    public void request(Exchange exchange, @ExchangeProperty(WORK) ClaimedStep work) {
        refuseOld(work);
        int sent = sent(exchange);
        ContractDocument document = documents(work).get(sent);
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_METHOD, "PUT");
        message.setHeader(
                Exchange.HTTP_PATH, work.memory().path(document.urlField()).asText());
        message.setHeader(Exchange.CONTENT_TYPE, "application/pdf");
        message.setBody(EhealthOrder.of(work).document(document).orElseThrow());
        exchange.setProperty(SENT, sent + 1);
    }

    private static int sent(Exchange exchange) {
        Integer sent = exchange.getProperty(SENT, Integer.class);
        return sent == null ? 0 : sent;
    }

    private static boolean isTaken(@Nullable Integer status) {
        return status == null || (status >= 200 && status < 300);
    }

    private static List<ContractDocument> documents(ClaimedStep work) {
        EhealthOrder order = EhealthOrder.of(work);
        return Arrays.stream(ContractDocument.values())
                .filter(document -> order.document(document).isPresent())
                .toList();
    }

    private void refuseOld(ClaimedStep work) {
        Instant opened = Optional.of(work.memory().path("opened").asText(""))
                .filter(text -> !text.isEmpty())
                .map(Instant::parse)
                .orElse(Instant.EPOCH);
        if (!clock.instant().isBefore(opened.plus(settings.uploadUrlsLive()).minus(MARGIN))) {
            throw new StepEndedException(Outcome.Next.now("initialize", work.memory()));
        }
    }

    /** Returns whether the storage has answered. */
    public boolean isAnswered(@ExchangeProperty(STATUS) @Nullable Integer status) {
        return status != null;
    }

    /** Goes on without any document. */
    public Outcome nothingToUpload(@ExchangeProperty(WORK) ClaimedStep work) {
        return Outcome.Next.now("sign", work.memory());
    }
}
