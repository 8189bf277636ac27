package org.hospitalhub.wiring.routing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Reports out of service while a route that accepts work does not run. */
final class EntryRoutesHealthIndicator implements HealthIndicator {

    /** The routes that accept work, named like their files. */
    static final List<String> DOORS =
            List.of("intake-accept", "intake-file", "intake-http", "intake-jms", "intake-upload");

    private final CamelContext camel;

    EntryRoutesHealthIndicator(CamelContext camel) {
        this.camel = camel;
    }

    @Override
    public Health health() {
        Map<String, String> shut = new TreeMap<>();
        for (String door : DOORS) {
            ServiceStatus status = camel.getRouteController().getRouteStatus(door);
            if (status == null || !status.isStarted()) {
                shut.put(door, status == null ? "missing" : status.name().toLowerCase(Locale.ROOT));
            }
        }
        return shut.isEmpty()
                ? Health.up().build()
                : Health.outOfService().withDetails(shut).build();
    }
}
