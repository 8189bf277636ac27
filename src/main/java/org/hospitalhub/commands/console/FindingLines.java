package org.hospitalhub.commands.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Prints findings as lines for people. */
public final class FindingLines {

    private FindingLines() {}

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
