package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the state of an order. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows the state of an order: 0 completed, 1 refused, parked or cancelled, 4 still in progress.")
public final class StatusCommand extends ClientCommand {

    @Parameters(paramLabel = "ID", description = "Id of the order.")
    private String id = "";

    @Option(names = "--watch", description = "Wait until the order has ended.")
    private boolean watch;

    /** Makes the command. */
    public StatusCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        HubApiClient api = api();
        JsonNode order = watch ? ended(api, id) : api.get(path(id));
        return tell(output, order);
    }

    static int tell(CommandOutput output, JsonNode order) {
        if (output.json()) {
            output.write(order);
        } else {
            OrderPrinter.print(output.out(), order);
        }
        return OrderPrinter.code(order);
    }

    static String path(String id) {
        return "/api/orders/" + HubApiClient.encoded(id);
    }

    /** Waits until an order has ended; the hub answers only then, so no call is wasted. */
    static JsonNode ended(HubApiClient api, String id) {
        JsonNode order = api.get(path(id) + "?wait=30s");
        while (OrderPrinter.code(order) == ExitCode.NOT_FINISHED) {
            order = api.get(path(id) + "?wait=30s");
        }
        return order;
    }
}
