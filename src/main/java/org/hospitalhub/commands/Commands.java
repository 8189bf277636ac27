package org.hospitalhub.commands;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** The command line of the jar: {@code java -jar hospital-hub.jar COMMAND …}. */
public final class Commands {

    private static final Set<String> ABOUT = Set.of("--help", "--version");

    private Commands() {}

    /**
     * Does what the arguments say. Without a command, or when settings come first, the hub is started as it always was.
     *
     * @return the exit code of a command that has ended; empty when something was started that goes on
     */
    public static OptionalInt run(String[] arguments, Launch launch) {
        Session session = new Session(
                new Quiet(launch), Clock.systemUTC(), rest -> LockSupport.parkNanos(rest.toNanos()), System.getenv());
        return run(List.of(arguments), session, utf8(FileDescriptor.out), utf8(FileDescriptor.err));
    }

    static OptionalInt run(List<String> arguments, Session session, PrintWriter out, PrintWriter err) {
        if (settingsAlone(arguments)) {
            session.launch().hub(arguments);
            return OptionalInt.empty();
        }
        Launching launching = new Launching();
        int code = line(session, launching).setOut(out).setErr(err).execute(arguments.toArray(String[]::new));
        return launching.start(session.launch()) ? OptionalInt.empty() : OptionalInt.of(code);
    }

    private static boolean settingsAlone(List<String> arguments) {
        return arguments.isEmpty() || (arguments.get(0).startsWith("--") && !ABOUT.contains(arguments.get(0)));
    }

    /** Makes the whole command line; every command is told here. */
    static CommandLine line(Session session, Launching launching) {
        CommandLine line = new CommandLine(new HubCommand());
        line.addSubcommand(new RunCommand(launching));
        line.addSubcommand(new SandboxCommand(launching));
        line.addSubcommand(new SubmitCommand(session));
        line.addSubcommand(new StatusCommand(session));
        line.addSubcommand(new BatchCommand(session));
        line.addSubcommand(new ParkedCommand(session));
        line.addSubcommand(new ReplayCommand(session));
        line.addSubcommand(new CancelCommand(session));
        line.addSubcommand(new ValidateCommand(session));
        line.addSubcommand(new BackupCommand(session));
        line.addSubcommand(new RestoreCommand(session));
        line.addSubcommand(new VerifyAuditCommand(session));
        line.addSubcommand(new ExportAuditCommand(session));
        line.addSubcommand(new RotateKeyCommand(session));
        line.addSubcommand(new DoctorCommand(session));
        line.addSubcommand(new HashCommand());
        line.addSubcommand(ServiceCommand.line(session.clock()));
        line.addSubcommand(new GenerateCompletion());
        line.setExecutionExceptionHandler(new Failures());
        line.setParameterExceptionHandler(new WrongCalls());
        return line;
    }

    /** Answers hold names in many scripts, and a locale of C would turn them into question marks. */
    private static PrintWriter utf8(FileDescriptor where) {
        OutputStream stream = new FileOutputStream(where);
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** What a command says is its own: no log comes between. Hub and sandbox set up theirs when they start. */
    private record Quiet(Launch launch) implements Launch {

        @Override
        public void hub(List<String> arguments) {
            launch.hub(arguments);
        }

        @Override
        public void sandbox(List<String> arguments) {
            launch.sandbox(arguments);
        }

        @Override
        public Configured configured(List<String> arguments) {
            LoggingSystem.get(Commands.class.getClassLoader())
                    .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
            return launch.configured(arguments);
        }
    }
}
