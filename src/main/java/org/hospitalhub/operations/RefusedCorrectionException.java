package org.hospitalhub.operations;

import java.util.List;
import org.hospitalhub.rules.Finding;

/** A corrected payload breaks rules as well. */
final class RefusedCorrectionException extends RuntimeException {

    private final transient List<Finding> findings;

    RefusedCorrectionException(List<Finding> findings) {
        super("the corrected payload breaks " + findings.size() + " rules");
        this.findings = List.copyOf(findings);
    }

    List<Finding> findings() {
        return findings;
    }
}
