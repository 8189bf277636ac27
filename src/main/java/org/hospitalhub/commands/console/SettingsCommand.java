package org.hospitalhub.commands.console;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A command that takes settings of the hub as they are given to the hub itself, {@code --hub.data-dir=/var/lib/hub}. */
public abstract class SettingsCommand implements Callable<Integer> {

    /** A name with a dot is a setting and never an option of a command: so a mistyped option is still found. */
    private static final Pattern SETTING = Pattern.compile("--[A-Za-z][\\w-]*[.][\\w.\\[\\]-]*(=.*)?", Pattern.DOTALL);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Unmatched
    private List<String> given = new ArrayList<>();

    /**
     * Returns the settings as they were given.
     *
     * @throws ParameterException when something else stands among them
     */
    protected final List<String> settings() {
        for (String argument : given) {
            if (!SETTING.matcher(argument).matches()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Unknown argument " + argument + "; write settings as --hub.data-dir=/var/lib/hub");
            }
        }
        return List.copyOf(given);
    }

    /** Returns picocli's object of the command, for reporting wrong usage. */
    protected final CommandLine command() {
        return spec.commandLine();
    }
}
