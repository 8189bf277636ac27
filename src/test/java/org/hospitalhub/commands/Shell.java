package org.hospitalhub.commands;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.HubLauncher;

/** Somebody at a shell: runs commands in this JVM and keeps what they said. */
public final class Shell {

    private final HubLauncher launch;
    private final Map<String, String> environment = new HashMap<>();

    /** What a command said and how it ended; {@code code} is empty when something was started. */
    public record Said(OptionalInt code, String out, String err) {}

    /** Opens a shell over a program. */
    public Shell(HubLauncher launch) {
        this.launch = launch;
    }

    /** Opens a shell for commands that start and read nothing here. */
    public Shell() {
        this(new NoLaunch());
    }

    private record NoLaunch() implements HubLauncher {
        @Override
        public void hub(List<String> arguments) {
            throw new AssertionError();
        }

        @Override
        public void sandbox(List<String> arguments) {
            throw new AssertionError();
        }

        @Override
        public Configured configured(List<String> arguments) {
            throw new AssertionError();
        }
    }

    /** Sets a variable of the environment. */
    public Shell with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Runs one command. */
    public Said run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandContext context = new CommandContext(
                launch, Clock.systemUTC(), rest -> LockSupport.parkNanos(rest.toNanos()), Map.copyOf(environment));
        OptionalInt code =
                HubCommandLine.run(List.of(arguments), context, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Said(code, out.toString(), err.toString());
    }
}
