package org.hospitalhub.commands.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.ExitCode;

/** A file of orders on this machine, in one of the formats of the drop folder. */
record OrderFile(Path path) {

    private static final Set<String> FORMATS = Set.of("json", "ndjson", "csv");
    private static final int BOM = 0xFEFF;

    /**
     * Examines a file.
     *
     * @throws CommandException when it is not there or of no format that is read
     */
    static OrderFile of(Path path) {
        OrderFile file = new OrderFile(path);
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            throw new CommandException(ExitCode.FAILED, "The file " + path + " cannot be read.");
        }
        if (!FORMATS.contains(file.ending())) {
            throw new CommandException(
                    ExitCode.FINDINGS, "The file name must end with .json, .ndjson or .csv: " + path + ".");
        }
        return file;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    private String ending() {
        return name().substring(name().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Returns whether one payload stands in it, and not many. */
    boolean single() {
        if (!ending().equals("json")) {
            return false;
        }
        try (InputStream content = Files.newInputStream(path)) {
            String start = new String(content.readNBytes(1024), StandardCharsets.UTF_8);
            return start.codePoints()
                            .filter(each -> each != BOM && !Character.isWhitespace(each))
                            .findFirst()
                            .orElse('{')
                    != '[';
        } catch (IOException unreadable) {
            throw unreadable(path);
        }
    }

    byte[] bytes() {
        try {
            return Files.readAllBytes(path);
        } catch (IOException unreadable) {
            throw unreadable(path);
        }
    }

    /** Returns a key that the same user gets again for the same content, so that a repeated command orders nothing twice. */
    static String key(String user, String operation, byte[] content) {
        MessageDigest digest = DigestUtils.getSha256Digest();
        digest.update((user + '\0' + operation + '\0').getBytes(StandardCharsets.UTF_8));
        return "submit:" + HexFormat.of().formatHex(digest.digest(content));
    }

    static CommandException unreadable(Path path) {
        return new CommandException(ExitCode.FAILED, "The file " + path + " cannot be read.");
    }
}
