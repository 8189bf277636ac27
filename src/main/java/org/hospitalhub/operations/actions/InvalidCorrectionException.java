package org.hospitalhub.operations.actions;

import java.util.List;
import org.hospitalhub.rules.Finding;

/** A corrected payload breaks rules as well. */
public final class InvalidCorrectionException extends RuntimeException {

    private final transient List<Finding> findings;

    InvalidCorrectionException(List<Finding> findings) {
        super("the corrected payload violates " + findings.size() + " rules");
        this.findings = List.copyOf(findings);
    }

    /** Returns the broken rules. */
    public List<Finding> findings() {
        return findings;
    }
}
