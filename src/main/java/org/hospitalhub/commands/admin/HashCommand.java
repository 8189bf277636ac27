package org.hospitalhub.commands.admin;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.operations.access.PasswordHash;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes the hash of a password for {@code hub.users[n].password}. */
@Command(
        name = "hash",
        mixinStandardHelpOptions = true,
        description = {
            "Makes the hash of a password for hub.users[n].password and prints it.",
            "The command asks for the password without echo, or reads the first line of a file or of standard input."
        })
public final class HashCommand implements Callable<Integer> {

    @Option(names = "--password-file", paramLabel = "FILE", description = "File whose first line is the password.")
    private @Nullable Path file;

    @Mixin
    private CommandOutput output = new CommandOutput();

    @Override
    public Integer call() {
        String hash;
        try {
            hash = PasswordHash.of(password());
        } catch (IllegalArgumentException unfit) {
            throw new CommandException(ExitCode.FINDINGS, String.valueOf(unfit.getMessage()));
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.FAILED, "The password cannot be read.");
        }
        if (output.json()) {
            output.write(com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
                    .objectNode()
                    .put("hash", hash));
        } else {
            output.out().println(hash);
        }
        return ExitCode.OK;
    }

    // Java 17 gives no console without a terminal, a newer one then reads standard input: both are right here.
    @SuppressWarnings("SystemConsoleNull")
    private String password() throws IOException {
        Console console = System.console();
        if (file != null) {
            try (BufferedReader lines = Files.newBufferedReader(file)) {
                return first(lines);
            }
        }
        if (console != null) {
            char[] typed = console.readPassword("Password: ");
            return typed == null ? "" : new String(typed);
        }
        return first(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
    }

    private static String first(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        return line == null ? "" : line;
    }
}
