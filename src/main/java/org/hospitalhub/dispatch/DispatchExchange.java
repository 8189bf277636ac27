package org.hospitalhub.dispatch;

import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Work;

/** The Camel skin of this room: sends claimed work into the routes and takes the outcome out of them. */
public final class DispatchExchange implements StepRunner, AnswerRunner {

    /** Exchange property that holds the {@link Work} of this pass. */
    static final String WORK = "HubWork";

    /** Header that names the route of the step. */
    static final String ROUTE = "HubRoute";

    private final ProducerTemplate routes;
    private final Failures failures;

    /** Sends through the given template. */
    public DispatchExchange(ProducerTemplate routes, Failures failures) {
        this.routes = routes;
        this.failures = failures;
    }

    @Override
    public Outcome run(Work work) {
        Exchange pass = routes.request("direct:dispatch-step", exchange -> {
            exchange.setProperty(WORK, work);
            exchange.getMessage().setHeader(ROUTE, route(work));
            exchange.getMessage().setBody(work);
        });
        Exception thrown = pass.getException();
        if (thrown != null) {
            return failures.outcome(thrown);
        }
        if (pass.getMessage().getBody() instanceof Outcome outcome) {
            return outcome;
        }
        throw new IllegalStateException(
                "route " + work.service() + "-" + work.step() + " ended without an outcome in the body");
    }

    /** Every step has its route; there is one delivery for all. */
    private static String route(Work work) {
        return work.service().equals("delivery") ? "delivery-send" : work.service() + "-" + work.step();
    }

    /**
     * Turns the exception that ended a route into the outcome of its step. As it was thrown: {@code @ExchangeException} would give
     * its innermost cause, which does not say whether anything was sent.
     */
    public Outcome failed(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable thrown) {
        return failures.outcome(thrown);
    }

    @Override
    public void run(Batches.Answer answer) {
        Exchange pass = routes.send("direct:delivery-file", ExchangePattern.InOnly, exchange -> exchange.getMessage()
                .setBody(answer));
        Exception thrown = pass.getException();
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }
}
