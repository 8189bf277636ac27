package org.hospitalhub.service.routes;

import java.util.Objects;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.service.engine.ServiceExchange;

/** A door that a step's own route calls, through the service's call route with its authentication, limit and guarded client. */
final class HubCallEndpoint extends DefaultEndpoint {

    private static final String WORK = "HubWork";

    private final String door;

    HubCallEndpoint(String uri, HubCallComponent component, String door) {
        super(uri, component);
        this.door = door;
    }

    @Override
    public Producer createProducer() {
        return new Call(this);
    }

    private final class Call extends DefaultProducer {

        private final ProducerTemplate routes = getCamelContext().createProducerTemplate();

        private Call(HubCallEndpoint endpoint) {
            super(endpoint);
        }

        @Override
        public void process(Exchange exchange) {
            ServiceExchange services =
                    CamelContextHelper.mandatoryLookup(getCamelContext(), "serviceExchange", ServiceExchange.class);
            ClaimedStep work = Objects.requireNonNull(
                    exchange.getProperty(WORK, ClaimedStep.class), "hub-call belongs into the route of a step");
            services.prepare(exchange, work, door);
            while (exchange.getException() == null && services.asksOfOwnRoute(exchange, work)) {
                routes.send("direct:" + work.service() + "-call", exchange);
            }
            if (exchange.getException() == null) {
                services.show(exchange);
            }
        }

        @Override
        protected void doStop() {
            routes.stop();
        }
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("hub-call is where a request goes, not where one comes from");
    }

    @Override
    public boolean isSingleton() {
        return true;
    }
}
