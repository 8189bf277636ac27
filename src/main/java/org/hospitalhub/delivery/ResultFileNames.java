package org.hospitalhub.delivery;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.commons.codec.digest.DigestUtils;

/** Creates names of result files from those of dropped files. A dropped name is data and never becomes a path. */
final class ResultFileNames {

    /** Longest name in bytes on the usual file systems. */
    private static final int LONGEST = 255;

    private static final int ENOUGH_TO_DIFFER = 8;

    private ResultFileNames() {}

    /**
     * Returns {@code <stem>.result.<ext>}. Where characters must be replaced or the stem shortened a hash of the whole name
     * stands behind the stem, so that two names never share an answer.
     */
    static String finalName(String file) {
        return finalName(file, "");
    }

    /**
     * Returns the name with a hash of the batch, for an answer whose usual name belongs to another file of that name.
     */
    static String finalNameWithBatch(String file, String batch) {
        return finalName(file, "." + hash(batch));
    }

    private static String finalName(String file, String mark) {
        String name = file.strip().replaceAll("[\\p{Cntrl}/\\\\]", "_");
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String tail = mark + ".result" + (dot > 0 ? name.substring(dot) : "");
        if (name.equals(file) && bytes(stem) + bytes(tail) <= LONGEST) {
            return stem + tail;
        }
        tail = "." + hash(file) + tail;
        while (bytes(stem) + bytes(tail) > LONGEST && !stem.isEmpty()) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + tail;
    }

    private static String hash(String text) {
        return DigestUtils.sha256Hex(text).substring(0, ENOUGH_TO_DIFFER);
    }

    /** Returns the name under which an answer is written; each answer has its own, so that two writers cannot mix. */
    static String temporaryName(String batch, String file) {
        return "." + UUID.nameUUIDFromBytes((batch + '\0' + file).getBytes(StandardCharsets.UTF_8)) + ".part";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
