package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import org.hospitalhub.commands.console.ExitCode;

/** Prints a batch JSON as lines for people, and maps it to an exit code. */
final class BatchPrinter {

    private BatchPrinter() {}

    static String path(String id) {
        return "/api/batches/" + HubApiClient.encoded(id);
    }

    /** Returns whether every record was accepted and every order of them has ended. */
    static boolean ended(JsonNode batch) {
        return batch.path("sealed").asBoolean()
                && batch.path("ended").asLong() == batch.path("total").asLong();
    }

    /** Returns the exit code: all completed, some not, or not ended. */
    static int code(JsonNode batch) {
        if (!ended(batch)) {
            return ExitCode.NOT_FINISHED;
        }
        boolean all = batch.path("counts").path("completed").asLong()
                == batch.path("total").asLong();
        return all ? ExitCode.OK : ExitCode.FINDINGS;
    }

    /** Prints how a batch stands. */
    static void print(PrintWriter out, JsonNode batch) {
        out.printf(
                "%s  %s  %d of %d orders ended%n",
                batch.path("id").asText(),
                batch.path("operation").asText(),
                batch.path("ended").asLong(),
                batch.path("total").asLong());
        for (Map.Entry<String, JsonNode> count : batch.path("counts").properties()) {
            out.printf("  %-10s %d%n", count.getKey(), count.getValue().asLong());
        }
        out.printf("  %-10s %s%n", "accepted", batch.path("acceptedAt").asText());
        if (batch.path("expectedEnd").isTextual()) {
            out.printf("  %-10s %s%n", "expected", batch.path("expectedEnd").asText());
        }
    }
}
