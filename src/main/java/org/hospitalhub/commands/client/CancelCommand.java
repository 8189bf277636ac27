package org.hospitalhub.commands.client;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Cancels orders. */
@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Cancels orders that have not ended.")
public final class CancelCommand implements Callable<Integer> {

    private final CommandContext context;

    @Mixin
    private final HubConnectionOptions connection = new HubConnectionOptions();

    @Mixin
    private final CommandOutput output = new CommandOutput();

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of orders.")
    private List<String> ids = new ArrayList<>();

    /** Makes the command. */
    public CancelCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        HubApiClient api = connection.api(context);
        return BulkAction.on(
                ids, id -> api.post(StatusCommand.path(id) + "/cancel", BodyPublishers.noBody(), Map.of()), output);
    }
}
