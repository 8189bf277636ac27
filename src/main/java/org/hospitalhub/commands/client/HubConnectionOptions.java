package org.hospitalhub.commands.client;

import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hospitalhub.commands.console.CommandContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for address and credentials of the hub. A mixin of every command that calls a running hub. */
final class HubConnectionOptions {

    private static final String HERE = "http://127.0.0.1:8080";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Address of the hub; default: HUB_URL, otherwise " + HERE + ".")
    private @Nullable String url;

    @Option(
            names = {"-u", "--user"},
            paramLabel = "NAME",
            description = "User name; default: HUB_USER.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "File whose first line is the password; default: HUB_PASSWORD, otherwise the command asks for it.")
    private @Nullable Path passwordFile;

    @Option(
            names = "--trust",
            paramLabel = "PEM",
            description = "Further trusted certificates, for a hub with a certificate of the hospital's own authority.")
    private @Nullable Path trust;

    /** Opens the way to the hub; nothing is sent before the first question. */
    HubApiClient api(CommandContext context) {
        String name = user == null ? context.environment().getOrDefault("HUB_USER", "") : user;
        if (name.isBlank()) {
            throw new ParameterException(command.commandLine(), "A user is required: --user NAME or HUB_USER.");
        }
        URI address = address(context);
        if (!HubApiClient.keepsSecrets(address)) {
            command.commandLine()
                    .getErr()
                    .println("Warning: the password is sent unencrypted to " + address.getHost() + "; use https.");
        }
        return new HubApiClient(address, name, password(context, name), trust);
    }

    private URI address(CommandContext context) {
        String given = url == null ? context.environment().getOrDefault("HUB_URL", HERE) : url;
        try {
            URI address = URI.create(given.strip().replaceAll("/+$", ""));
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
                return address;
            }
        } catch (IllegalArgumentException unreadable) {
            // reported below
        }
        throw new ParameterException(
                command.commandLine(), "--url or HUB_URL must be an address such as " + HERE + ".");
    }

    // Java 17 gives no console without a terminal, a newer one then reads standard input: both are right here.
    @SuppressWarnings("SystemConsoleNull")
    private String password(CommandContext context, String name) {
        if (passwordFile != null) {
            return firstLine(passwordFile);
        }
        String given = context.environment().get("HUB_PASSWORD");
        if (given != null) {
            return given;
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", name);
        if (typed == null) {
            throw new ParameterException(
                    command.commandLine(), "A password is required: HUB_PASSWORD or --password-file FILE.");
        }
        return new String(typed);
    }

    private String firstLine(Path file) {
        try {
            return Files.readString(file).lines().findFirst().orElse("");
        } catch (IOException unreadable) {
            throw new ParameterException(command.commandLine(), "The password file " + file + " cannot be read.");
        }
    }
}
