package org.hospitalhub.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The word before every command. */
@Command(
        name = "hub",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = VersionProvider.class,
        description = "Carries a hospital's orders to national e-health services and brings every answer back.",
        footer = {
            "",
            "Without a command, or with settings alone (--server.port=8081), the hub is started.",
            "Exit codes: 0 done, 1 something needs a person, 2 called wrongly, 3 could not be done, 4 not finished yet,",
            "5 not allowed, 6 not found."
        })
final class HubCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: a command is missing.");
    }
}
