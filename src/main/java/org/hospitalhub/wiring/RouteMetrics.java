package org.hospitalhub.wiring;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * Counts and times the exchanges of each route under the metric names of camel-micrometer, which is not available for this
 * version of Camel: {@code camel.route.policy} and {@code camel.exchanges.*}.
 */
@Component
final class RouteMetrics implements RoutePolicyFactory {

    private final MeterRegistry meters;

    RouteMetrics(MeterRegistry meters) {
        this.meters = meters;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return new Meters(Tags.of(
                "camelContext", camel.getName(), "eventType", "route", "kind", "CamelRoute", "routeId", routeId));
    }

    private final class Meters extends RoutePolicySupport {

        private final Timer time;
        private final Counter all;
        private final Counter failed;
        private final Counter succeeded;

        Meters(Tags tags) {
            this.time = meters.timer("camel.route.policy", tags);
            this.all = meters.counter("camel.exchanges.total", tags);
            this.failed = meters.counter("camel.exchanges.failed", tags);
            this.succeeded = meters.counter("camel.exchanges.succeeded", tags);
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            exchange.setProperty(started(route), Timer.start(meters));
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            if (exchange.removeProperty(started(route)) instanceof Timer.Sample sample) {
                sample.stop(time);
            }
            all.increment();
            (exchange.isFailed() ? failed : succeeded).increment();
        }

        /** Returns the name of the property with the start time, one for each route, because routes are nested. */
        private static String started(Route route) {
            return RouteMetrics.class.getName() + "." + route.getRouteId();
        }
    }
}
