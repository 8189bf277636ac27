package org.hospitalhub.commands.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.hospitalhub.rules.Finding;

/** Prints findings as lines for people. */
public final class FindingLines {

    private FindingLines() {}

    /** Returns findings as the API writes them: code, path, message and severity. */
    public static ArrayNode tree(List<Finding> findings) {
        ArrayNode tree = JsonNodeFactory.instance.arrayNode();
        findings.forEach(finding -> tree.addObject()
                .put("code", finding.code())
                .put("path", finding.path())
                .put("message", finding.message())
                .put("severity", finding.severity().name().toLowerCase(Locale.ROOT)));
        return tree;
    }

    /** Prints every finding: code, path and message. */
    public static void print(PrintWriter out, JsonNode findings) {
        for (JsonNode finding : findings) {
            out.printf(
                    "  %-24s %-32s %s%n",
                    finding.path("code").asText(),
                    finding.path("path").asText("$"),
                    finding.path("message").asText());
        }
    }
}
