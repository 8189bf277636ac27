package org.hospitalhub.intake;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.hospitalhub.rules.Finding;

/** Tells whether bytes are UTF-8 text. */
final class Charsets {

    /** Length of the byte order mark EF BB BF. */
    static final int BOM = 3;

    private Charsets() {}

    static boolean hasBom(byte[] bytes) {
        return bytes.length >= BOM && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    /** Finds out why a payload is no UTF-8 text. UTF-16 and UTF-32 show by their NUL bytes. */
    static Optional<Finding> flaw(byte[] bytes) {
        for (byte one : bytes) {
            if (one == 0) {
                return Optional.of(Nul.finding("$"));
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.of(Finding.error("CHARSET", "$", "The payload is not UTF-8."));
        }
    }
}
