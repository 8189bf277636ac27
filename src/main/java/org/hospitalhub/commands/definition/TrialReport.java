package org.hospitalhub.commands.definition;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.FindingLines;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.engine.RequestPreview;
import org.jspecify.annotations.Nullable;

/** Prints what a trial shows: line by line for people, at its end as one document for programs. */
final class TrialReport {

    private static final List<String> SHOWN = List.of("Location", "Content-Location", "Retry-After", "Content-Type");
    private static final int LONGEST = 2_000;

    private final JsonMapper json = JsonMapper.builder().build();
    private final CommandOutput output;
    private final ObjectNode document = json.createObjectNode();
    private final ArrayNode requests = document.putArray("requests");

    TrialReport(CommandOutput output) {
        this.output = output;
    }

    void findings(List<Finding> findings) {
        ArrayNode array = FindingLines.tree(findings);
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

    /** Prints what a trial leaves out. */
    void notPlayed(String what) {
        document.withArrayProperty("notPlayed").add(what);
        if (!output.json()) {
            output.out().println("Not played: " + what);
        }
    }

    /** Prints a request that is not sent. */
    void request(RequestPreview request) {
        print(request);
    }

    /**
     * Prints a request and its answer.
     *
     * @param answer null when none came
     */
    void request(RequestPreview request, @Nullable Answer answer) {
        ObjectNode node = print(request);
        String body = answer == null ? "" : text(answer);
        node.put("status", answer == null ? 0 : answer.status());
        node.put("answer", body);
        if (output.json()) {
            return;
        }
        output.out().println(answer == null ? "  -> no answer" : "  -> " + answer.status());
        if (answer != null) {
            SHOWN.stream().filter(name -> answer.header(name) != null).forEach(name -> output.out()
                    .println("     " + name + ": " + answer.header(name)));
        }
        body.lines().forEach(line -> output.out().println("     " + line));
    }

    /** Returns the body as far as people read it, in the charset that it declares. */
    private static String text(Answer answer) {
        String text = new String(answer.body(), charset(answer.contentType()));
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    private static Charset charset(String type) {
        String name = type.replaceFirst("(?is)^.*charset=\"?([^;\" ]+).*$", "$1");
        try {
            return name.equals(type) ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }

    private ObjectNode print(RequestPreview request) {
        ObjectNode node = requests.addObject()
                .put("step", request.step())
                .put("method", request.method())
                .put("address", request.address().toString());
        node.set("headers", json.valueToTree(request.headers()));
        node.put("body", request.body());
        node.put("signed", request.signed());
        if (output.json()) {
            return node;
        }
        output.out().println();
        output.out().println(request.step() + ": " + request.method() + " " + request.address());
        request.headers().forEach((name, value) -> output.out().println("  " + name + ": " + value));
        if (request.body() != null) {
            output.out().println();
            request.body().lines().forEach(line -> output.out().println("  " + line));
        }
        if (request.signed() != null) {
            output.out().println();
            ("signed " + request.signed()).lines().forEach(line -> output.out().println("  " + line));
        }
        return node;
    }

    /** Prints how it ended. */
    int outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            ArrayNode warnings = FindingLines.tree(done.warnings());
            document.put("outcome", "completed").set("result", done.result());
            document.set("outcome-findings", warnings);
            int code = end(ExitCode.OK, "completed: " + done.result());
            if (!output.json()) {
                FindingLines.print(output.out(), warnings);
            }
            return code;
        }
        if (outcome instanceof Outcome.Refused refused) {
            ArrayNode array = FindingLines.tree(refused.findings());
            document.put("outcome", "refused").set("outcome-findings", array);
            int code = end(ExitCode.FINDINGS, "refused:");
            if (!output.json()) {
                FindingLines.print(output.out(), array);
            }
            return code;
        }
        if (outcome instanceof Outcome.Failed failed) {
            document.put("outcome", "parked")
                    .set(
                            "problem",
                            json.createObjectNode()
                                    .put("code", failed.problem().code())
                                    .put("title", failed.problem().title())
                                    .put("detail", failed.problem().detail()));
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
