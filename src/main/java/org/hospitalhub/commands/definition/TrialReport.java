package org.hospitalhub.commands.definition;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.FindingLines;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.engine.RequestPreview;
import org.jspecify.annotations.Nullable;

/** Prints what a trial shows: line by line for people, at its end as one document for programs. */
final class TrialReport {

    private final JsonMapper json = JsonMapper.builder().build();
    private final CommandOutput output;
    private final ObjectNode document = json.createObjectNode();
    private final ArrayNode requests = document.putArray("requests");

    TrialReport(CommandOutput output) {
        this.output = output;
    }

    void findings(List<Finding> findings) {
        ArrayNode array = json.valueToTree(findings);
        document.set("findings", array);
        if (output.json()) {
            return;
        }
        if (findings.isEmpty()) {
            output.out().println("The payload has no findings.");
        } else {
            output.out().println("Findings of the payload: " + findings.size());
            FindingLines.print(output.out(), array);
        }
    }

    /**
     * Prints a request.
     *
     * @param status of its answer, 0 when none came, null when it was not sent
     */
    void request(RequestPreview request, @Nullable Integer status) {
        ObjectNode node = requests.addObject()
                .put("step", request.step())
                .put("method", request.method())
                .put("address", request.address().toString());
        node.set("headers", json.valueToTree(request.headers()));
        node.put("body", request.body());
        if (status != null) {
            node.put("status", status);
        }
        if (output.json()) {
            return;
        }
        output.out().println();
        output.out().println(request.step() + ": " + request.method() + " " + request.address());
        request.headers().forEach((name, value) -> output.out().println("  " + name + ": " + value));
        if (request.body() != null) {
            output.out().println();
            request.body().lines().forEach(line -> output.out().println("  " + line));
        }
        if (status != null) {
            output.out().println(status == 0 ? "  -> no answer" : "  -> " + status);
        }
    }

    /** Prints how it ended. */
    int outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            document.put("outcome", "completed").set("result", done.result());
            return end(ExitCode.OK, "completed: " + done.result());
        }
        if (outcome instanceof Outcome.Refused refused) {
            ArrayNode array = json.valueToTree(refused.findings());
            document.put("outcome", "refused").set("outcome-findings", array);
            int code = end(ExitCode.FINDINGS, "refused:");
            if (!output.json()) {
                FindingLines.print(output.out(), array);
            }
            return code;
        }
        if (outcome instanceof Outcome.Failed failed) {
            document.put("outcome", "parked").set("problem", json.valueToTree(failed.problem()));
            return end(
                    ExitCode.FINDINGS,
                    "parked: " + failed.problem().code() + " "
                            + failed.problem().title() + ": " + failed.problem().detail());
        }
        return end(ExitCode.FINDINGS, "not ended");
    }

    private int end(int code, String words) {
        if (!output.json()) {
            output.out().println();
            output.out().println(words);
        }
        return end(code);
    }

    int end(int code) {
        if (output.json()) {
            output.write(document);
        }
        return code;
    }
}
