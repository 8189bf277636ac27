package org.hospitalhub.intake;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.commons.codec.digest.DigestUtils;

/** Handles names of files: they may contain any character and be as long as the file system allows. */
final class FileNames {

    /** Longest name in bytes on the usual file systems. */
    private static final int LONGEST = 255;

    private static final int ENOUGH_TO_DIFFER = 8;

    private FileNames() {}

    static String nameOf(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** Returns the ending in lower case, empty when there is none; spaces behind it do not count. */
    static String extension(String name) {
        String plain = name.strip();
        return plain.substring(plain.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Appends a suffix to a name. When both together are too long the name is shortened, and a hash distinguishes it from others. */
    static String append(String name, String suffix) {
        if (bytes(name + suffix) <= LONGEST) {
            return name + suffix;
        }
        String tail = "." + hash(name) + suffix;
        String head = name;
        while (bytes(head + tail) > LONGEST) {
            head = head.substring(0, head.offsetByCodePoints(head.length(), -1));
        }
        return head + tail;
    }

    /** Returns a hash that distinguishes two names after characters of them were replaced or left out. */
    static String hash(String name) {
        return hash(name.getBytes(StandardCharsets.UTF_8));
    }

    static String hash(byte[] name) {
        return DigestUtils.sha256Hex(name).substring(0, ENOUGH_TO_DIFFER);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
