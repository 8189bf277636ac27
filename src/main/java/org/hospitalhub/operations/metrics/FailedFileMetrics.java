package org.hospitalhub.operations.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.hospitalhub.intake.FailedFiles;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;

/** Counts files that could not be read, by operation; {@code none} stands for folders that are no operation. */
final class FailedFileMetrics implements MeterBinder {

    private final FailedFiles files;
    private final List<String> operations;

    FailedFileMetrics(FailedFiles files, Operations operations) {
        this.files = files;
        this.operations = operations.all().stream().map(Operation::name).toList();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (String operation : operations) {
            FunctionCounter.builder("hub.files.failed", files, all -> all.count(operation))
                    .tag("operation", operation)
                    .description("Files that could not be read since the hub was started")
                    .register(registry);
        }
        FunctionCounter.builder("hub.files.failed", files, all -> all.countExcept(operations))
                .tag("operation", "none")
                .description("Files that could not be read since the hub was started")
                .register(registry);
    }
}
