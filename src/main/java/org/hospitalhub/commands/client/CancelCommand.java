package org.hospitalhub.commands.client;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hospitalhub.commands.console.CommandContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Cancels orders. */
@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Cancels orders that have not ended.")
public final class CancelCommand extends ClientCommand {

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of orders.")
    private List<String> ids = new ArrayList<>();

    /** Makes the command. */
    public CancelCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        HubApiClient api = api();
        return BulkAction.on(
                ids, id -> api.post(StatusCommand.path(id) + "/cancel", BodyPublishers.noBody(), Map.of()), output);
    }
}
