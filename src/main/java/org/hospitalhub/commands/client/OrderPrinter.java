package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.FindingLines;

/** Prints an order JSON as lines for people, and maps its state to an exit code. */
final class OrderPrinter {

    private OrderPrinter() {}

    /** Returns the exit code of an order's state. */
    static int code(JsonNode order) {
        return switch (order.path("state").asText()) {
            case "completed" -> ExitCode.OK;
            case "refused", "parked", "cancelled" -> ExitCode.FINDINGS;
            default -> ExitCode.NOT_FINISHED;
        };
    }

    /** Prints everything that is known of an order. */
    static void print(PrintWriter out, JsonNode order) {
        out.printf(
                "%s  %s  %s%n",
                order.path("id").asText(),
                order.path("operation").asText(),
                order.path("state").asText());
        line(out, "key", order.path("key"));
        line(out, "batch", order.path("batch"));
        line(out, "accepted", order.path("acceptedAt"));
        line(out, "finished", order.path("finishedAt"));
        line(out, "delivered", order.path("deliveredAt"));
        line(out, "attempts", order.path("attempts"));
        if (code(order) == ExitCode.NOT_FINISHED) {
            line(out, "step", order.path("step"));
            line(out, "due", order.path("dueAt"));
        }
        JsonNode result = order.path("result");
        if (result.isObject()) {
            out.println("  result     " + result);
        }
        JsonNode problem = order.path("problem");
        if (problem.isObject()) {
            out.printf(
                    "  problem    %s: %s%n",
                    problem.path("title").asText(), problem.path("detail").asText());
        }
        FindingLines.print(out, order.path("findings"));
    }

    private static void line(PrintWriter out, String name, JsonNode value) {
        if (value.isValueNode() && !value.isNull()) {
            out.printf("  %-10s %s%n", name, value.asText());
        }
    }
}
