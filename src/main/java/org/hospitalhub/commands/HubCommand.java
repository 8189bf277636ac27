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
        description = "Sends a hospital's orders to national e-health services and returns every answer.",
        footer = {
            "",
            "Without a command, or with settings only (--server.port=8081), the hub starts.",
            "Exit codes: 0 success, 1 a person must act, 2 wrong usage, 3 failed, 4 still in progress,",
            "5 not allowed, 6 not found."
        })
final class HubCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is required.");
    }
}
