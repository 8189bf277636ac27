package org.hospitalhub.commands.definition;

import org.hospitalhub.commands.console.CommandContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The word before what helps to write the definition of a service. */
@Command(
        name = "service",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        description = "Creates, checks or tries the definition of a service.")
public final class ServiceCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Makes the word with its commands. */
    public static picocli.CommandLine line(CommandContext context) {
        picocli.CommandLine line = new picocli.CommandLine(new ServiceCommand());
        line.addSubcommand(new ServiceNewCommand(context.clock()));
        line.addSubcommand(new ServiceCheckCommand(context.clock()));
        line.addSubcommand(new ServiceTryCommand(context));
        return line;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A subcommand is required: new, check or try.");
    }
}
