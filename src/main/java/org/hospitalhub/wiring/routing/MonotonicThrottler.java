package org.hospitalhub.wiring.routing;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.processor.ThrottlerRejectedExecutionException;
import org.apache.camel.processor.TotalRequestsThrottler;
import org.jspecify.annotations.Nullable;

/**
 * Camel's throttle of mode TotalRequests with a monotonic clock. Camel's own uses the wall clock: when that is set back by an
 * hour, nothing passes for an hour; when it is set forward, twice the limit passes.
 *
 * <p>It has one window for all exchanges and waits in the caller's thread.
 */
final class MonotonicThrottler extends TotalRequestsThrottler {

    private final MonotonicWindow window;

    MonotonicThrottler(
            CamelContext camel,
            Expression limit,
            Duration period,
            @Nullable ScheduledExecutorService executor,
            boolean shutdownExecutor,
            boolean reject,
            LongSupplier ticks) {
        super(camel, limit, period.toMillis(), executor, shutdownExecutor, reject, null);
        this.window = new MonotonicWindow(period, ticks);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            pass(exchange);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            exchange.setException(stopped);
        } catch (RuntimeException refused) {
            exchange.setException(refused);
        }
        callback.done(true);
        return true;
    }

    private void pass(Exchange exchange) throws InterruptedException {
        if (!isRunAllowed()) {
            throw new RejectedExecutionException("the route is being stopped");
        }
        Integer limit = getMaximumRequestsExpression().evaluate(exchange, Integer.class);
        if (limit == null || limit < 1) {
            throw new IllegalStateException("the throttle of route %s has no limit".formatted(getRouteId()));
        }
        for (Duration wait = window.ask(limit); !wait.isZero(); wait = window.ask(limit)) {
            if (isRejectExecution()) {
                throw new ThrottlerRejectedExecutionException(
                        "%d within %d ms have passed".formatted(limit, getTimePeriodMillis()));
            }
            // Rounded up, so that the last part of a millisecond is not spent polling.
            Thread.sleep(wait.toMillis() + 1);
        }
    }
}
