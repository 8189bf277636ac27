package org.hospitalhub.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts the hub; the same as no command. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Starts the hub; settings may follow (--server.port=8081). The same as no command.")
final class RunCommand implements Callable<Integer> {

    private final Launching launching;

    @Mixin
    private final Settings settings = new Settings();

    RunCommand(Launching launching) {
        this.launching = launching;
    }

    @Override
    public Integer call() {
        launching.choose(launch -> launch.hub(settings.given()));
        return Exit.OK;
    }
}
