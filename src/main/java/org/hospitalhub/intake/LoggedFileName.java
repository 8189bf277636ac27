package org.hospitalhub.intake;

import java.nio.file.Path;

/** Formats file names for the log: one line each, and no longer than is needed to find the file. */
final class LoggedFileName {

    private static final int LONGEST = 120;

    private LoggedFileName() {}

    static String of(Path file) {
        return of(FileNames.nameOf(file));
    }

    static String of(String name) {
        String plain = name.replaceAll("[\\p{C}]", "_");
        return plain.codePointCount(0, plain.length()) <= LONGEST
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, LONGEST)) + "…";
    }
}
