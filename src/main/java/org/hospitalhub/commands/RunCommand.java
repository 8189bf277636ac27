package org.hospitalhub.commands;

import java.util.List;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.SettingsCommand;
import picocli.CommandLine.Command;

/** Starts the hub; the same as no command. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Starts the hub, as without a command; settings may follow (--server.port=8081).")
final class RunCommand extends SettingsCommand {

    private final DeferredStart launching;

    RunCommand(DeferredStart launching) {
        this.launching = launching;
    }

    @Override
    public Integer call() {
        List<String> settings = settings();
        launching.choose(launch -> launch.hub(settings));
        return ExitCode.OK;
    }
}
