package org.hospitalhub.commands.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option for the file that a batch result is written to. A mixin. */
final class ResultOption {

    private static final String STANDARD_OUTPUT = "-";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-r", "--result"},
            paramLabel = "FILE",
            description = "Write the result to FILE when the batch has ended, in the format of the file; - prints it.")
    private @Nullable String target;

    /** Refuses what cannot be done before anything is done. */
    void check(CommandOutput output, boolean there) {
        if (target != null && !there) {
            throw new ParameterException(command.commandLine(), "--result needs a file of many orders and --watch.");
        }
        if (STANDARD_OUTPUT.equals(target) && output.json()) {
            throw new ParameterException(
                    command.commandLine(), "--result - and --output json cannot share standard output; name a FILE.");
        }
    }

    /** Fetches the result, if it was asked for: whole under its name, or not at all. */
    void fetch(HubApiClient api, String batch, CommandOutput output) {
        if (target == null) {
            return;
        }
        try (InputStream result = api.read(BatchPrinter.path(batch) + "/result")) {
            if (STANDARD_OUTPUT.equals(target)) {
                show(result, output.out());
            } else {
                write(result, Path.of(target).toAbsolutePath());
                output.err().println("The result is in " + target);
            }
        } catch (IOException | UncheckedIOException lost) {
            throw new CommandException(
                    ExitCode.FAILED,
                    "The result could not be downloaded completely ("
                            + lost.getClass().getSimpleName() + "); download it with: hub batch " + batch
                            + " --result FILE");
        }
    }

    private static void show(InputStream result, PrintWriter out) throws IOException {
        new InputStreamReader(result, StandardCharsets.UTF_8).transferTo(out);
        out.flush();
    }

    private static void write(InputStream result, Path file) throws IOException {
        Path hidden = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            Files.copy(result, hidden, StandardCopyOption.REPLACE_EXISTING);
            Files.move(hidden, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(hidden);
        }
    }
}
