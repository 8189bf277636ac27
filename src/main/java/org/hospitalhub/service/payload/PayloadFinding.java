package org.hospitalhub.service.payload;

import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Finding.Severity;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/**
 * One broken rule of a payload.
 *
 * @param path JSON path with the payload's own names
 * @param wording of the hub in its four languages, or of the schema in the languages that it brings
 * @param source where the rule is written, null when the schema does not say it
 */
public record PayloadFinding(
        String code,
        String path,
        Severity severity,
        Wording wording,
        @Nullable String source) {

    /** Makes a finding in the hub's own words. */
    static PayloadFinding of(String code, String path, Severity severity, Object... values) {
        return new PayloadFinding(code, path, severity, Wording.of(code, values), null);
    }

    /** Returns the finding as the ledger keeps it. */
    public Finding finding() {
        return new Finding(code, path, wording, severity);
    }
}
