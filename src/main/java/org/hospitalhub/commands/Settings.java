package org.hospitalhub.commands;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * Settings of the hub after a command, {@code --hub.data-dir=/var/lib/hub}: as they are given to the hub itself. A mixin
 * of every command that reads the hub's configuration.
 */
final class Settings {

    /** A name with a dot is a setting and never an option of a command: so a mistyped option is still found. */
    private static final Pattern SETTING = Pattern.compile("--[A-Za-z][\\w-]*[.][\\w.\\[\\]-]*(=.*)?", Pattern.DOTALL);

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Unmatched
    private final List<String> given = new ArrayList<>();

    /**
     * Tells the settings as they were given.
     *
     * @throws ParameterException when something else stands among them
     */
    List<String> given() {
        for (String argument : given) {
            if (!SETTING.matcher(argument).matches()) {
                throw new ParameterException(
                        command.commandLine(),
                        "Unknown argument " + argument + "; a setting is written --hub.data-dir=/var/lib/hub");
            }
        }
        return List.copyOf(given);
    }
}
