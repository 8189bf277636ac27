package org.hospitalhub.operations.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.Retention;

/** Meters for the age of the oldest row of each class of data, to be compared with the retention settings. */
final class DataAgeMetrics implements MeterBinder {

    private static final List<String> CLASSES = List.of("papers", "orders", "audit");

    private final Retention retention;
    private final InstantSource clock;

    DataAgeMetrics(Retention retention, InstantSource clock) {
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String kind : CLASSES) {
            Gauge.builder("hub.ledger.oldest.age", this, age -> age.of(kind))
                    .description("Age of the oldest row of a class of data; 0 when there is none")
                    .baseUnit("seconds")
                    .tag("data", kind)
                    .register(registry);
        }
    }

    private double of(String kind) {
        Instant now = clock.instant();
        Instant oldest = retention.oldest().getOrDefault(kind, now);
        return Duration.between(oldest, now).toSeconds();
    }
}
