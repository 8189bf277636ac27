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
import org.hospitalhub.commands.admin.BackupCommand;
import org.hospitalhub.commands.admin.ExportAuditCommand;
import org.hospitalhub.commands.admin.HashCommand;
import org.hospitalhub.commands.admin.MigrateCommand;
import org.hospitalhub.commands.admin.RestoreCommand;
import org.hospitalhub.commands.admin.RotateKeyCommand;
import org.hospitalhub.commands.admin.VerifyAuditCommand;
import org.hospitalhub.commands.client.BatchCommand;
import org.hospitalhub.commands.client.CancelCommand;
import org.hospitalhub.commands.client.ParkedCommand;
import org.hospitalhub.commands.client.ReplayCommand;
import org.hospitalhub.commands.client.StatusCommand;
import org.hospitalhub.commands.client.SubmitCommand;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.commands.definition.ServiceCommand;
import org.hospitalhub.commands.doctor.DoctorCommand;
import org.hospitalhub.commands.doctor.ValidateCommand;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** The command line of the jar: {@code java -jar hospital-hub.jar COMMAND …}. */
public final class HubCommandLine {

    private static final Set<String> ABOUT = Set.of("--help", "--version");

    private HubCommandLine() {}

    /**
     * Does what the arguments say. Without a command, or when settings come first, the hub is started as it always was.
     *
     * @return the exit code of a command that has ended; empty when something was started that goes on
     */
    public static OptionalInt run(String[] arguments, HubLauncher launch) {
        CommandContext context = new CommandContext(
                new Quiet(launch), Clock.systemUTC(), rest -> LockSupport.parkNanos(rest.toNanos()), System.getenv());
        return run(List.of(arguments), context, utf8(FileDescriptor.out), utf8(FileDescriptor.err));
    }

    static OptionalInt run(List<String> arguments, CommandContext context, PrintWriter out, PrintWriter err) {
        if (settingsAlone(arguments)) {
            context.launch().hub(arguments);
            return OptionalInt.empty();
        }
        DeferredStart launching = new DeferredStart();
        int code = line(context, launching).setOut(out).setErr(err).execute(arguments.toArray(String[]::new));
        return launching.start(context.launch()) ? OptionalInt.empty() : OptionalInt.of(code);
    }

    private static boolean settingsAlone(List<String> arguments) {
        return arguments.isEmpty() || (arguments.get(0).startsWith("--") && !ABOUT.contains(arguments.get(0)));
    }

    /** Builds the command line with all its commands. */
    static CommandLine line(CommandContext context, DeferredStart launching) {
        CommandLine line = new CommandLine(new HubCommand());
        line.addSubcommand(new RunCommand(launching));
        line.addSubcommand(new SandboxCommand(launching));
        line.addSubcommand(new SubmitCommand(context));
        line.addSubcommand(new StatusCommand(context));
        line.addSubcommand(new BatchCommand(context));
        line.addSubcommand(new ParkedCommand(context));
        line.addSubcommand(new ReplayCommand(context));
        line.addSubcommand(new CancelCommand(context));
        line.addSubcommand(new ValidateCommand(context));
        line.addSubcommand(new BackupCommand(context));
        line.addSubcommand(new RestoreCommand(context));
        line.addSubcommand(new VerifyAuditCommand(context));
        line.addSubcommand(new ExportAuditCommand(context));
        line.addSubcommand(new RotateKeyCommand(context));
        line.addSubcommand(new MigrateCommand(context));
        line.addSubcommand(new DoctorCommand(context));
        line.addSubcommand(new HashCommand());
        line.addSubcommand(ServiceCommand.line(context));
        line.addSubcommand(new GenerateCompletion());
        line.setExecutionExceptionHandler(new CommandExceptionHandler());
        line.setParameterExceptionHandler(new UsageErrorHandler());
        return line;
    }

    /** Answers hold names in many scripts, and a locale of C would turn them into question marks. */
    private static PrintWriter utf8(FileDescriptor where) {
        OutputStream stream = new FileOutputStream(where);
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** Switches the log off, so that a command prints only its own output. Hub and sandbox set up their logs when they start. */
    private record Quiet(HubLauncher launch) implements HubLauncher {

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
            LoggingSystem.get(HubCommandLine.class.getClassLoader())
                    .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.OFF);
            return launch.configured(arguments);
        }
    }
}
