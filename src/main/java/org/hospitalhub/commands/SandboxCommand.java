package org.hospitalhub.commands;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Starts the sandbox alone. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description =
                "Starts the simulators of all three services alone; settings may follow (--hub.sandbox.port=9090).")
final class SandboxCommand implements Callable<Integer> {

    private final Launching launching;

    @Mixin
    private final Settings settings = new Settings();

    SandboxCommand(Launching launching) {
        this.launching = launching;
    }

    @Override
    public Integer call() {
        launching.choose(launch -> launch.sandbox(settings.given()));
        return Exit.OK;
    }
}
