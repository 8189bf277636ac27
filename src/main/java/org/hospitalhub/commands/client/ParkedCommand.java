package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists parked orders. */
@Command(
        name = "parked",
        mixinStandardHelpOptions = true,
        description = "Lists parked orders, newest first: 0 none, 1 some.")
public final class ParkedCommand extends ClientCommand {

    @Option(names = "--operation", paramLabel = "NAME", description = "Only orders of this operation.")
    private @Nullable String operation;

    @Option(
            names = "--code",
            paramLabel = "CODE",
            description = "Only orders parked with this code: UNSURE, N3_LIMIT, …")
    private @Nullable String code;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "Maximum number of orders; default: 50.")
    private int limit = 50;

    /** Makes the command. */
    public ParkedCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        ParkedOrders parked = new ParkedOrders(api(), operation, code);
        List<JsonNode> orders = parked.read(limit);
        long total = orders.size() < limit ? orders.size() : parked.total();
        if (output.json()) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            json.putArray("items").addAll(orders);
            json.put("total", total);
            output.write(json);
        } else {
            orders.forEach(this::line);
            output.out().println(total == 0 ? "Nothing is parked." : total + " parked");
        }
        return total == 0 ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private void line(JsonNode order) {
        output.out()
                .printf(
                        "%s  %-28s  %-24s  %s%n",
                        order.path("id").asText(),
                        order.path("operation").asText(),
                        ParkedOrders.code(order),
                        order.path("problem").path("title").asText());
    }
}
