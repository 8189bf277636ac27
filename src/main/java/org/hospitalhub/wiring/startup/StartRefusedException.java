package org.hospitalhub.wiring.startup;

import java.util.List;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Thrown when the hub may not start; the message has one line for each missing or unsafe setting. */
public final class StartRefusedException extends RuntimeException {

    private final transient List<String> reasons;

    /** Creates an exception with the reasons for the operator. */
    public StartRefusedException(String reason) {
        this(List.of(reason));
    }

    /** Creates an exception with the reasons for the operator. */
    public StartRefusedException(List<String> reasons) {
        super(String.join("; ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    /** Prints the reasons of a refused start without a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<StartRefusedException> {
        @Override
        protected FailureAnalysis analyze(Throwable root, StartRefusedException refused) {
            return new FailureAnalysis(
                    "Hospital Hub does not start:\n  - " + String.join("\n  - ", refused.reasons),
                    "Correct each line above (config/ lists every setting) and start again.",
                    refused);
        }
    }
}
