package org.hospitalhub.service.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.payload.PayloadCheck;
import org.hospitalhub.service.payload.PayloadContext;
import org.hospitalhub.service.payload.PayloadSchema;

/** Checks results by the schemas of their operations. The work is done then, so that whatever it finds is a warning. */
final class ResultChecks {

    private final Map<String, PayloadCheck> checks = new HashMap<>();

    ResultChecks(ServiceProgram program, InstantSource clock) {
        ServiceDefinition definition = program.definition();
        PayloadContext context = program.settings().payloadContext(clock);
        definition.operations().values().forEach(operation -> {
            if (operation.resultSchema() != null) {
                PayloadSchema schema = PayloadSchema.load(definition.folder()::text, operation.resultSchema());
                checks.put(operation.name(), new PayloadCheck(schema, null, context));
            }
        });
    }

    /** Returns the warnings about a result. */
    List<Finding> of(String operation, ObjectNode result) {
        PayloadCheck check = checks.get(operation);
        return check == null
                ? List.of()
                : check.check(result.deepCopy()).findings().stream()
                        .map(ResultChecks::ofResult)
                        .toList();
    }

    private static Finding ofResult(Finding found) {
        return Finding.warning(found.code(), Outcome.RESULT + found.path().substring(1), found.wording());
    }
}
