package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import org.hospitalhub.commands.console.CommandFailure;
import org.hospitalhub.commands.console.Exit;
import org.hospitalhub.commands.console.FindingLines;
import org.hospitalhub.commands.console.Output;

/** Does the same to several orders, one after the other, and tells what became of each: one that is refused stops none. */
final class Deeds {

    private Deeds() {}

    /**
     * Does something to every order.
     *
     * @param deed gives the order as it stands afterwards
     * @return {@link Exit#OK} when all were done, else the code of the worst
     */
    static int on(List<String> ids, Function<String, JsonNode> deed, Output output) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        int worst = Exit.OK;
        for (String id : ids) {
            ObjectNode told = json.withArray("orders").addObject().put("id", id);
            try {
                JsonNode order = deed.apply(id);
                told.put("done", true).put("state", order.path("state").asText());
                line(output, id, order.path("state").asText());
            } catch (CommandFailure failure) {
                if (failure.code() == Exit.DENIED || failure.code() == Exit.FAILED) {
                    throw failure; // it would be the same for every other one
                }
                told.put("done", false).put("detail", failure.getMessage()).set("findings", failure.findings());
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

    private static void line(Output output, String id, String what) {
        if (!output.json()) {
            output.out().println(id + "  " + what);
        }
    }
}
