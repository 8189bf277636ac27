package org.hospitalhub.operations.actions;

import java.util.List;
import org.hospitalhub.rules.Finding;

/** A corrected payload breaks rules as well. */
public final class RefusedCorrectionException extends RuntimeException {

    private final transient List<Finding> findings;

    RefusedCorrectionException(List<Finding> findings) {
        super("the corrected payload breaks " + findings.size() + " rules");
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }
}
