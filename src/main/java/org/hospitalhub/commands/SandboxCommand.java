package org.hospitalhub.commands;

import java.util.List;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.SettingsCommand;
import picocli.CommandLine.Command;

/** Starts the sandbox alone. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description =
                "Starts the simulators of all three services alone; settings may follow (--hub.sandbox.port=9090).")
final class SandboxCommand extends SettingsCommand {

    private final DeferredStart launching;

    SandboxCommand(DeferredStart launching) {
        this.launching = launching;
    }

    @Override
    public Integer call() {
        List<String> settings = settings();
        launching.choose(launch -> launch.sandbox(settings));
        return ExitCode.OK;
    }
}
