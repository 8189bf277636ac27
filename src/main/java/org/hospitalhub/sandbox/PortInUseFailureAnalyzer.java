package org.hospitalhub.sandbox;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports a used port in one line instead of a stack trace; registered in {@code META-INF/spring.factories}. */
final class PortInUseFailureAnalyzer extends AbstractFailureAnalyzer<PortInUseException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), "Set " + cause.setting + ".", cause);
    }
}
