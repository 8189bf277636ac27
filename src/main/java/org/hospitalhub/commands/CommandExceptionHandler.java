package org.hospitalhub.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.FindingLines;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Prints why a command failed, in the requested output format; never a stack trace. */
final class CommandExceptionHandler implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult arguments) throws Exception {
        if (thrown instanceof ParameterException wrong) {
            return command.getParameterExceptionHandler().handleParseException(wrong, new String[0]);
        }
        // The message of an unforeseen exception may hold what somebody sent.
        CommandException failure = thrown instanceof CommandException known
                ? known
                : new CommandException(
                        ExitCode.FAILED,
                        "The command failed with " + thrown.getClass().getName() + "; please report it.");
        command.getErr().println(failure.getMessage());
        FindingLines.print(command.getErr(), failure.findings());
        OptionSpec form = command.getCommandSpec().findOption(CommandOutput.OPTION);
        if (form != null && form.getValue() == CommandOutput.Form.json) {
            CommandOutput.write(command.getOut(), json(failure));
        }
        return failure.code();
    }

    private static ObjectNode json(CommandException failure) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode problem = json.putObject("problem");
        problem.put("detail", failure.getMessage());
        problem.set("findings", failure.findings());
        return json;
    }
}
