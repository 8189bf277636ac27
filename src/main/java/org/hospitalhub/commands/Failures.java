package org.hospitalhub.commands;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hospitalhub.commands.console.CommandFailure;
import org.hospitalhub.commands.console.Exit;
import org.hospitalhub.commands.console.FindingLines;
import org.hospitalhub.commands.console.Output;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Tells why a command could not be done, in the form that was asked for; never a stack trace. */
final class Failures implements IExecutionExceptionHandler {

    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult arguments) throws Exception {
        if (thrown instanceof ParameterException wrong) {
            return command.getParameterExceptionHandler().handleParseException(wrong, new String[0]);
        }
        // The message of an unforeseen exception may hold what somebody sent.
        CommandFailure failure = thrown instanceof CommandFailure told
                ? told
                : new CommandFailure(
                        Exit.FAILED,
                        "The command broke with " + thrown.getClass().getName() + "; please report it.");
        command.getErr().println(failure.getMessage());
        FindingLines.print(command.getErr(), failure.findings());
        OptionSpec form = command.getCommandSpec().findOption(Output.OPTION);
        if (form != null && form.getValue() == Output.Form.json) {
            Output.write(command.getOut(), json(failure));
        }
        return failure.code();
    }

    private static ObjectNode json(CommandFailure failure) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode problem = json.putObject("problem");
        problem.put("detail", failure.getMessage());
        problem.set("findings", failure.findings());
        return json;
    }
}
