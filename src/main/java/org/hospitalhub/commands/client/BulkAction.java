package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.FindingLines;

/**
 * Applies one action to several orders, one after the other, and prints the outcome of each; a rejected one does not stop
 * the others.
 */
final class BulkAction {

    private BulkAction() {}

    /**
     * Does something to every order.
     *
     * @param action gives the order as it stands afterwards
     * @return {@link ExitCode#OK} when all were done, else the code of the worst
     */
    static int on(List<String> ids, Function<String, JsonNode> action, CommandOutput output) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        int worst = ExitCode.OK;
        for (String id : ids) {
            ObjectNode row = json.withArray("orders").addObject().put("id", id);
            try {
                JsonNode order = action.apply(id);
                row.put("done", true).put("state", order.path("state").asText());
                line(output, id, order.path("state").asText());
            } catch (CommandException failure) {
                if (failure.code() == ExitCode.DENIED || failure.code() == ExitCode.FAILED) {
                    throw failure; // it would be the same for every other one
                }
                row.put("done", false).put("detail", failure.getMessage()).set("findings", failure.findings());
                line(output, id, String.valueOf(failure.getMessage()));
                FindingLines.print(output.err(), failure.findings());
                worst = Math.max(worst, failure.code());
            }
        }
        if (output.json()) {
            output.write(json);
        }
        return worst;
    }

    private static void line(CommandOutput output, String id, String what) {
        if (!output.json()) {
            output.out().println(id + "  " + what);
        }
    }
}
