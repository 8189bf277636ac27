package org.hospitalhub.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.commons.io.input.ReaderInputStream;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Detects byte order marks and checks whether bytes are UTF-8 text. */
final class Charsets {

    /** Length of the byte order mark EF BB BF. */
    static final int BOM = 3;

    private static final int WIDE_MARK = 2;

    private Charsets() {}

    static boolean hasBom(byte[] bytes) {
        return bytes.length >= BOM && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF;
    }

    /** Returns UTF-16 in the order of its byte order mark, null for a text without that mark. */
    static @Nullable Charset utf16(byte[] bytes) {
        if (bytes.length < WIDE_MARK) {
            return null;
        }
        int mark = ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
        return switch (mark) {
            case 0xFEFF -> StandardCharsets.UTF_16BE;
            case 0xFFFE -> StandardCharsets.UTF_16LE;
            default -> null;
        };
    }

    static boolean isUtf16(Charset charset) {
        return charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE);
    }

    /** Returns the length of the byte order mark. */
    static int bomLength(byte[] bytes) {
        if (hasBom(bytes)) {
            return BOM;
        }
        return utf16(bytes) == null ? 0 : WIDE_MARK;
    }

    /**
     * Returns a payload as UTF-8: one in UTF-16 with its byte order mark is converted, any other is returned unchanged.
     *
     * @throws CharacterCodingException when it begins with that mark and is not UTF-16
     */
    static byte[] toUtf8(byte[] bytes) throws CharacterCodingException {
        Charset wide = utf16(bytes);
        return wide == null ? bytes : toUtf8(bytes, WIDE_MARK, wide);
    }

    static byte[] toUtf8(byte[] bytes, int start, Charset charset) throws CharacterCodingException {
        ByteBuffer text = StandardCharsets.UTF_8
                .newEncoder()
                .encode(charset.newDecoder().decode(ByteBuffer.wrap(bytes, start, bytes.length - start)));
        byte[] utf8 = new byte[text.remaining()];
        text.get(utf8);
        return utf8;
    }

    /** Returns a stream that converts a text from another charset to UTF-8 while it is read. */
    static InputStream toUtf8(InputStream in, Charset charset) throws IOException {
        return ReaderInputStream.builder()
                .setReader(new InputStreamReader(in, charset.newDecoder()))
                .setCharset(StandardCharsets.UTF_8)
                .get();
    }

    /**
     * Returns why a payload is not UTF-8 text, empty when it is. UTF-16 and UTF-32 without a byte order mark are recognised by
     * NUL bytes at the beginning.
     *
     * @param line number of the line where the payload begins
     */
    static Optional<Finding> encodingProblem(byte[] bytes, long line) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return Optional.of(i < BOM ? notUtf8Finding(line) : NulCharacters.finding("$"));
            }
        }
        long broken = Utf8Scan.firstBrokenLine(bytes);
        return broken == 0 ? Optional.empty() : Optional.of(notUtf8Finding(line + broken - 1));
    }

    static Finding notUtf8Finding(long line) {
        return Finding.error("CHARSET", "$", Wording.of("CHARSET.payload", line));
    }
}
