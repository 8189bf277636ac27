package org.hospitalhub.sandbox;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells a taken port in one line instead of a stack trace; Spring Boot finds it in {@code META-INF/spring.factories}. */
final class PortTakenAnalyzer extends AbstractFailureAnalyzer<PortTaken> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortTaken cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), "Set " + cause.setting + ".", cause);
    }
}
