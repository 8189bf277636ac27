package org.hospitalhub.service.payload;

import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Finding.Severity;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * A violated rule of a payload.
 *
 * @param path JSON path with the payload's own names
 * @param wording message of the hub in four languages, or of the schema in its languages
 * @param source source of the rule, null when the schema does not name it
 */
public record PayloadFinding(
        String code,
        String path,
        Severity severity,
        Wording wording,
        @Nullable String source) {

    /** Creates a finding with a message of the hub. */
    static PayloadFinding of(String code, String path, Severity severity, Object... values) {
        return new PayloadFinding(code, path, severity, Wording.of(code, values), null);
    }

    /** Returns the finding in the form that the ledger stores. */
    public Finding finding() {
        return new Finding(code, path, wording, severity);
    }
}
