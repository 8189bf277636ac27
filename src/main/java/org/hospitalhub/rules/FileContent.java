package org.hospitalhub.rules;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** The content of a file that an order carries. */
public final class FileContent {

    private static final String PDF = "%PDF-";

    // Readers of PDF look for its header so far, since programs put a byte order mark or a mail header before it.
    private static final int HEADER_WITHIN = 1024;

    // Most tools break base64 into lines.
    private static final Pattern LINES = Pattern.compile("[\\r\\n\\t ]+");

    private FileContent() {}

    /** Returns the bytes of base64 (RFC 4648 §4), which may be broken into lines; empty when it is not base64. */
    public static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(LINES.matcher(base64).replaceAll("")));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Returns whether a file has the header of a PDF. */
    public static boolean isPdf(byte[] file) {
        return new String(file, 0, Math.min(file.length, HEADER_WITHIN), StandardCharsets.ISO_8859_1).contains(PDF);
    }
}
