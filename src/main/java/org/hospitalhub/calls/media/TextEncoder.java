package org.hospitalhub.calls.media;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.function.IntFunction;

/** Encodes text in a charset without losing characters. */
final class TextEncoder {

    private TextEncoder() {}

    /** Encodes a text. */
    static byte[] bytes(String text, Charset charset) {
        try {
            ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(text));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException missing) {
            throw new UnwritableException("the text has a character that " + charset.name() + " does not have");
        }
    }

    /**
     * Encodes a text and escapes characters that the charset does not have.
     *
     * @param escape returns the escape of a code point
     */
    static byte[] bytes(String text, Charset charset, IntFunction<String> escape) {
        CharsetEncoder encoder = charset.newEncoder();
        if (encoder.canEncode(text)) {
            return bytes(text, charset);
        }
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(one -> {
            String plain = Character.toString(one);
            escaped.append(encoder.canEncode(plain) ? plain : escape.apply(one));
        });
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(bytes(escaped.toString(), charset));
        return bytes.toByteArray();
    }
}
