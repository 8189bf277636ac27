package org.hospitalhub.intake;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Names of files are data: they may hold anything and be as long as the file system allows. */
final class FileNames {

    /** Longest name in bytes on the usual file systems. */
    private static final int LONGEST = 255;

    private FileNames() {}

    static String of(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Appends to a name, shortening the name where both together would be too long. */
    static String with(String name, String suffix) {
        String head = name;
        while ((head + suffix).getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            head = head.substring(0, head.offsetByCodePoints(head.length(), -1));
        }
        return head + suffix;
    }
}
