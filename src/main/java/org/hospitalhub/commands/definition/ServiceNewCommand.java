package org.hospitalhub.commands.definition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.service.check.Skeleton;
import org.hospitalhub.service.definition.ServiceFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the skeleton of a definition that passes its own check. */
@Command(
        name = "new",
        mixinStandardHelpOptions = true,
        description = {
            "Creates the skeleton of a definition: service.yaml, a schema of the payload and examples.",
            "It passes service check; change it step by step and check it again."
        })
final class ServiceNewCommand implements Callable<Integer> {

    private final InstantSource clock;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the service: small letters, digits, hyphens.")
    private String name = "";

    @Option(
            names = "--kind",
            required = true,
            paramLabel = "KIND",
            completionCandidates = Kinds.class,
            description = "${COMPLETION-CANDIDATES}.")
    private String kind = "";

    @Option(
            names = "--log-in",
            paramLabel = "LOG-IN",
            defaultValue = "basic",
            completionCandidates = LogIns.class,
            description = "How the service knows us: ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private String logIn = "basic";

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = "services",
            description = "Folder of the definitions (hub.services-dir); default: ${DEFAULT-VALUE}.")
    private Path dir = Path.of("services");

    @Mixin
    private CommandOutput output = new CommandOutput();

    ServiceNewCommand(InstantSource clock) {
        this.clock = clock;
    }

    /** The kinds, for help and completion. */
    static final class Kinds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Skeleton.KINDS.iterator();
        }
    }

    /** The log-ins, for help and completion. */
    static final class LogIns implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Skeleton.LOG_INS.iterator();
        }
    }

    @Override
    public Integer call() {
        if (!name.matches("[a-z][a-z0-9-]{1,30}")) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "A service's name must have 2 to 31 lower-case letters, digits and hyphens: my-service.");
        }
        if (!Skeleton.KINDS.contains(kind)) {
            throw new CommandException(
                    ExitCode.USAGE, "--kind must be one of " + String.join(", ", Skeleton.KINDS) + ".");
        }
        if (!Skeleton.LOG_INS.contains(logIn)) {
            throw new CommandException(
                    ExitCode.USAGE, "--log-in must be one of " + String.join(", ", Skeleton.LOG_INS) + ".");
        }
        if (!Skeleton.kinds(logIn).contains(kind)) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "With --log-in " + logIn + ", --kind must be one of " + String.join(", ", Skeleton.kinds(logIn))
                            + ".");
        }
        Path folder = dir.resolve(name);
        if (Files.exists(folder)) {
            throw new CommandException(
                    ExitCode.USAGE, folder + " already exists: choose another name, or edit that definition.");
        }
        write(folder, Skeleton.files(name, kind, logIn));
        if (!output.json()) {
            output.out().println("Created " + folder + ". Edit it, then run: service check " + folder);
        }
        return ServiceCheckCommand.report(ServiceFolders.folder(folder), clock, output);
    }

    private static void write(Path folder, Map<String, String> files) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(
                        folder.resolve(file.getKey()),
                        file.getValue(),
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE_NEW);
            }
            Path schema = folder.resolveSibling("service.schema.json");
            if (!Files.exists(schema)) {
                Files.writeString(schema, Skeleton.schema(), StandardCharsets.UTF_8);
            }
        } catch (IOException unwritable) {
            throw new CommandException(
                    ExitCode.FAILED, folder + " cannot be written: check the folder and its permissions.");
        }
    }
}
