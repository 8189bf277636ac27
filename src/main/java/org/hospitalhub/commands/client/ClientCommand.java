package org.hospitalhub.commands.client;

import java.util.concurrent.Callable;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandOutput;
import picocli.CommandLine.Mixin;

/** A command that calls the API of a running hub. */
abstract class ClientCommand implements Callable<Integer> {

    final CommandContext context;

    @Mixin
    final CommandOutput output = new CommandOutput();

    @Mixin
    private final HubConnectionOptions connection = new HubConnectionOptions();

    ClientCommand(CommandContext context) {
        this.context = context;
    }

    final HubApiClient api() {
        return connection.api(context);
    }
}
