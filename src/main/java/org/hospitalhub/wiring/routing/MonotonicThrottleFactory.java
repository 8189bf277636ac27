package org.hospitalhub.wiring.routing;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.apache.camel.Expression;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ThrottleDefinition;
import org.apache.camel.model.ThrottlingMode;
import org.apache.camel.processor.DefaultProcessorFactory;
import org.apache.camel.reifier.ThrottleReifier;
import org.jspecify.annotations.Nullable;

/**
 * Replaces each {@code throttle} step that counts requests in a period by a {@link MonotonicThrottler}. Steps with a correlation
 * expression or another mode stay Camel's.
 */
final class MonotonicThrottleFactory extends DefaultProcessorFactory {

    private final LongSupplier ticks;

    MonotonicThrottleFactory(LongSupplier ticks) {
        this.ticks = ticks;
    }

    @Override
    public @Nullable Processor createProcessor(Route route, NamedNode node) throws Exception {
        return node instanceof ThrottleDefinition throttle && throttle.getCorrelationExpression() == null
                ? new Reifier(route, throttle, ticks).createProcessor()
                : super.createProcessor(route, node);
    }

    /** Reads the options of the step like Camel. */
    private static final class Reifier extends ThrottleReifier {

        private final LongSupplier ticks;

        Reifier(Route route, ProcessorDefinition<?> definition, LongSupplier ticks) {
            super(route, definition);
            this.ticks = ticks;
        }

        @Override
        public Processor createProcessor() throws Exception {
            if (ThrottlingMode.toMode(parseString(definition.getMode())) != ThrottlingMode.TotalRequests
                    || definition.getExpression() == null) {
                return super.createProcessor();
            }
            boolean shutdown = willCreateNewThreadPool(definition, true);
            ScheduledExecutorService pool = getConfiguredScheduledExecutorService("Throttle", definition, true);
            Expression limit = createExpression(definition.getExpression());
            MonotonicThrottler throttler = new MonotonicThrottler(
                    camelContext,
                    limit,
                    Duration.ofMillis(parseDuration(definition.getTimePeriodMillis(), 1000L)),
                    pool,
                    shutdown,
                    parseBoolean(definition.getRejectExecution(), false),
                    ticks);
            throttler.setDisabled(isDisabled(camelContext, definition));
            throttler.setCallerRunsWhenRejected(parseBoolean(definition.getCallerRunsWhenRejected(), true));
            return throttler;
        }
    }
}
