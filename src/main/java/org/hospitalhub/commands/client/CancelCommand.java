package org.hospitalhub.commands.client;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Calls orders off. */
@Command(name = "cancel", mixinStandardHelpOptions = true, description = "Calls orders off that have not ended.")
public final class CancelCommand implements Callable<Integer> {

    private final CommandContext context;

    @Mixin
    private final Connection connection = new Connection();

    @Mixin
    private final Output output = new Output();

    @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids of orders.")
    private List<String> ids = new ArrayList<>();

    public CancelCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        HubApi api = connection.api(context);
        return Deeds.on(
                ids, id -> api.post(StatusCommand.path(id) + "/cancel", BodyPublishers.noBody(), Map.of()), output);
    }
}
