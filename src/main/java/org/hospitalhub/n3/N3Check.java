package org.hospitalhub.n3;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.RuleSet;

/** Says everything that is wrong with a payload before it costs a request of the federal budget. */
final class N3Check implements Operation.Check {

    private final N3Operation operation;
    private final RuleSet<N3Draft> rules;
    private final InstantSource clock;
    private final ZoneId zone;

    N3Check(N3Operation operation, N3Rules rules, InstantSource clock, ZoneId zone) {
        this.operation = operation;
        this.rules = rules.of(operation);
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public Operation.Columns columns() {
        return new Operation.Columns(
                operation.fields().stream().map(N3Field::column).toList(),
                operation.fields().stream()
                        .filter(N3Field::required)
                        .map(N3Field::column)
                        .toList());
    }

    @Override
    public Operation.Checked check(JsonNode payload, Operation.Attachments attachments) {
        Findings findings = new Findings();
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        N3Draft draft = N3Draft.read(operation, payload, today, findings);
        rules.check(draft, findings);
        return findings.refuses()
                ? new Operation.Checked(payload, findings.all(), null)
                : new Operation.Checked(draft.payload(), findings.all(), draft.question());
    }
}
