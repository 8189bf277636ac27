package org.hospitalhub.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Recognises files that cannot contain orders by their first bytes, whatever the extension. */
final class FileTypeCheck {

    private static final int LOOK = 256;

    /** First bytes of file types that are no orders, with the key of the message that says what to do. */
    private static final Map<String, String> SIGNATURES = Map.of(
            "PK\u0003\u0004",
            "FILE_TYPE.zip",
            "\u00D0\u00CF\u0011\u00E0",
            "FILE_TYPE.office",
            "%PDF",
            "FILE_TYPE.pdf",
            "{\\rtf",
            "FILE_TYPE.rtf",
            "\u001F\u008B",
            "FILE_TYPE.gzip",
            "Rar!",
            "FILE_TYPE.rar",
            "7z\u00BC\u00AF",
            "FILE_TYPE.7z");

    private FileTypeCheck() {}

    /** Throws when the extension is not one of an order file, or when a file is known to be of another type than it says. */
    static void requireOrderFile(DroppedFile file) throws IOException {
        String head =
                new String(file.bytes(0, (int) Math.min(LOOK, file.version().size())), StandardCharsets.ISO_8859_1);
        String what = binary(head);
        if (what == null) {
            what = text(head, file.extension());
        }
        if (!RecordReaders.supports(file.extension())) {
            throw new UnreadableFileException("UNKNOWN_FORMAT", Wording.of(what == null ? "UNKNOWN_FORMAT" : what));
        }
        if (what != null) {
            throw new UnreadableFileException("NOT_" + file.extension().toUpperCase(Locale.ROOT), Wording.of(what));
        }
    }

    private static @Nullable String binary(String head) {
        return SIGNATURES.entrySet().stream()
                .filter(signature -> head.startsWith(signature.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns the message for a web page, or for JSON in a CSV file; null for neither. NUL may be the second half of a UTF-16
     * code unit.
     */
    private static @Nullable String text(String head, String ending) {
        String ink = head.replaceFirst("^(\u00EF\u00BB\u00BF|\u00FE\u00FF|\u00FF\u00FE)?[\\s\\x00]*", "");
        if (ink.startsWith("<")) {
            return "FILE_TYPE.web";
        }
        boolean json = ink.startsWith("{") || ink.startsWith("[");
        return json && ending.equals("csv") ? "FILE_TYPE.json" : null;
    }
}
