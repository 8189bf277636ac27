package org.hospitalhub.operations.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.hospitalhub.intake.FailedFiles;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;

/** Counts files that could not be read, by operation; {@code none} stands for folders that are no operation. */
final class FailedFileMetrics implements MeterBinder {

    private final FailedFiles files;
    private final Operations operations;

    FailedFileMetrics(FailedFiles files, Operations operations) {
        this.files = files;
        this.operations = operations;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        operations.all().forEach(operation -> bind(registry, operation));
        operations.whenAdded(operation -> bind(registry, operation));
        FunctionCounter.builder(
                        "hub.files.failed",
                        files,
                        all -> all.countExcept(
                                operations.all().stream().map(Operation::name).toList()))
                .tag("operation", "none")
                .description("Files that could not be read since the hub was started")
                .register(registry);
    }

    private void bind(MeterRegistry registry, Operation operation) {
        FunctionCounter.builder("hub.files.failed", files, all -> all.count(operation.name()))
                .tag("operation", operation.name())
                .description("Files that could not be read since the hub was started")
                .register(registry);
    }
}
