package org.hospitalhub.delivery;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Names of result files, made from the stems of dropped ones. A dropped name is data: it never becomes a path. */
final class ResultNames {

    /** Longest name in bytes on the usual file systems. */
    private static final int LONGEST = 255;

    private ResultNames() {}

    /** Tells {@code <stem>.result.<ext>}; a stem that would make it too long is shortened. */
    static String visible(String file) {
        String name = file.replaceAll("[\\p{Cntrl}/\\\\]", "_");
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String tail = ".result" + (dot > 0 ? name.substring(dot) : "");
        while (bytes(stem) + bytes(tail) > LONGEST) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + tail;
    }

    /** Tells the name an answer is written under; every answer has its own, so that two writers cannot mix. */
    static String hidden(String batch, String file) {
        return "." + UUID.nameUUIDFromBytes((batch + '\0' + file).getBytes(StandardCharsets.UTF_8)) + ".part";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
