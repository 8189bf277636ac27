package org.hospitalhub.dispatch;

import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Adapts the dispatch to Camel: sends claimed steps into the routes and takes their outcomes. */
public final class DispatchExchange implements StepRunner {

    /** Exchange property that holds the {@link ClaimedStep} of this pass. */
    static final String WORK = "HubWork";

    /** Exchange property with the class of a failure. */
    static final String FAILURE = "HubFailure";

    /** Header that names the route of the step. */
    static final String ROUTE = "HubRoute";

    private final ProducerTemplate routes;
    private final FailureClassifier failureClassifier;
    private final BiFunction<Exchange, Throwable, Optional<Outcome>> serviceFailures;

    /**
     * Sends through the given template.
     *
     * @param serviceFailures translates a failure for the service of the step; empty when the class of the failure decides
     */
    public DispatchExchange(
            ProducerTemplate routes,
            FailureClassifier failureClassifier,
            BiFunction<Exchange, Throwable, Optional<Outcome>> serviceFailures) {
        this.serviceFailures = serviceFailures;
        this.routes = routes;
        this.failureClassifier = failureClassifier;
    }

    @Override
    public Outcome run(ClaimedStep work) {
        Exchange pass = routes.request("direct:dispatch-step", exchange -> {
            exchange.setProperty(WORK, work);
            exchange.getMessage().setHeader(ROUTE, route(work));
            exchange.getMessage().setBody(work);
        });
        Exception thrown = pass.getException();
        if (thrown != null) {
            return failureClassifier.classify(thrown);
        }
        if (pass.getMessage().getBody() instanceof Outcome outcome) {
            return outcome;
        }
        throw new IllegalStateException(
                "route " + work.service() + "-" + work.step() + " ended without an outcome in the body");
    }

    /** Returns the name of a step's route; all deliveries share one. */
    private static String route(ClaimedStep work) {
        return work.delivers() ? "delivery-send" : work.service() + "-" + work.step();
    }

    /**
     * Turns the exception that ended a route into the outcome of its step. Takes the exception as it was thrown, because {@code
     * @ExchangeException} would give its innermost cause, which does not say whether anything was sent. Leaves its class in
     * {@value #FAILURE}: {@code nothing-left}, {@code perhaps-left}, {@code parked}, or {@code ended} where the step itself said
     * how it ends.
     */
    public void failed(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable thrown) {
        Outcome classified =
                serviceFailures.apply(exchange, thrown).orElseGet(() -> failureClassifier.classify(thrown));
        Outcome outcome = unsureIfDone(exchange.getProperty(WORK, ClaimedStep.class), classified, thrown);
        exchange.setProperty(FAILURE, word(outcome));
        exchange.getMessage().setBody(outcome);
    }

    /**
     * Returns the outcome, or unsure when it would send a request again that the service has answered before the step failed: in a
     * later call of the step's own route, or inside the hub.
     */
    private static Outcome unsureIfDone(@Nullable ClaimedStep work, Outcome outcome, Throwable thrown) {
        boolean sendsAgain = outcome instanceof Outcome.Failed failed
                && (failed.remedy() != Outcome.Remedy.PARK
                        || failed.problem().code().equals(FailureClassifier.UNEXPECTED));
        return work != null && sendsAgain && work.requests().mayBeDone()
                ? new Outcome.Unsure(
                        Wording.of("UNSURE.answered", thrown.getClass().getSimpleName()))
                : outcome;
    }

    private static String word(Outcome outcome) {
        if (outcome instanceof Outcome.Unsure) {
            return "perhaps-left";
        }
        boolean parked = outcome instanceof Outcome.Failed failed && failed.remedy() == Outcome.Remedy.PARK;
        return parked ? "parked" : outcome instanceof Outcome.Failed ? "nothing-left" : "ended";
    }

    /** Writes a due result file; throws when it was not written. */
    void writeFile(Batches.Answer answer) {
        Exchange pass = routes.send("direct:delivery-file", ExchangePattern.InOnly, exchange -> exchange.getMessage()
                .setBody(answer));
        Exception thrown = pass.getException();
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }
}
