package org.hospitalhub.commands.definition;

import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The word before what helps to write the definition of a service. */
@Command(
        name = "service",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        description = "Helps to write the definition of a service: makes a new one, checks one.")
public final class ServiceCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Makes the word with its commands. */
    public static picocli.CommandLine line(InstantSource clock) {
        picocli.CommandLine line = new picocli.CommandLine(new ServiceCommand());
        line.addSubcommand(new ServiceNewCommand(clock));
        line.addSubcommand(new ServiceCheckCommand(clock));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: new or check.");
    }
}
