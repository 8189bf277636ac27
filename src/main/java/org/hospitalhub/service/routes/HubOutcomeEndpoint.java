package org.hospitalhub.service.routes;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.service.engine.ServiceExchange;

/** An outcome of a step as an endpoint. */
final class HubOutcomeEndpoint extends DefaultEndpoint {

    private final End end;

    /** The possible outcomes. */
    enum End {
        WAIT,
        DONE,
        REFUSED,
        PARK,
        RETRY,
        UNSURE,
        ANSWERED,
        NEXT;

        static End named(String word) {
            return Arrays.stream(values())
                    .filter(end -> end.name().equals(word.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("hub-outcome:" + word
                            + " is none of wait, done, refused, park, retry, unsure, answered, next"));
        }
    }

    HubOutcomeEndpoint(String uri, HubOutcomeComponent component, End end) {
        super(uri, component);
        this.end = end;
    }

    @Override
    public Producer createProducer() {
        return new DefaultProducer(this) {
            @Override
            public void process(Exchange exchange) {
                if (end == End.ANSWERED) {
                    byTheTable(exchange);
                    return;
                }
                exchange.getMessage()
                        .setBody(OwnOutcome.of(end, exchange.getMessage().getBody()));
            }
        };
    }

    /** Sets the outcome of the last answer by the step's answer table. */
    private void byTheTable(Exchange exchange) {
        ServiceExchange services =
                CamelContextHelper.mandatoryLookup(getCamelContext(), "serviceExchange", ServiceExchange.class);
        services.outcome(exchange, Objects.requireNonNull(exchange.getProperty("HubWork", ClaimedStep.class)));
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("hub-outcome is where a step ends, not where one begins");
    }

    @Override
    public boolean isSingleton() {
        return true;
    }
}
