package org.hospitalhub.n3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.GZIPInputStream;
import org.hospitalhub.calls.RetryAfter;
import org.jspecify.annotations.Nullable;

/**
 * What N3 answered. Its media type and encoding are not kept: N3 puts one into the other's header (docs/contracts/n3.md A1).
 *
 * @param status HTTP status
 * @param text body without byte order mark and surrounding space, empty when there was none
 * @param retryAfter header Retry-After as it came, null when it did not
 */
public record N3Answer(int status, String text, @Nullable String retryAfter) {

    private static final Charset WINDOWS_CYRILLIC = Charset.forName("windows-1251");
    // What unfolds to more is no answer of N3, and cut off it cannot be read.
    private static final int LONGEST_UNPACKED = 1_000_000;

    /** Reads an answer's bytes: UTF-8, or windows-1251 where they are none (error pages of proxies); unpacked if they are gzip. */
    public static N3Answer of(int status, byte[] answered, @Nullable String retryAfter) {
        byte[] body = unpacked(answered);
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            text = new String(body, WINDOWS_CYRILLIC);
        }
        return new N3Answer(status, (text.startsWith("\uFEFF") ? text.substring(1) : text).strip(), retryAfter);
    }

    /** A server may compress for a client that does not say what it takes (RFC 9110 §12.5.3); the label is not to be trusted. */
    private static byte[] unpacked(byte[] body) {
        if (body.length < 2 || (body[0] & 0xFF) != 0x1F || (body[1] & 0xFF) != 0x8B) {
            return body;
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return unpacked.readNBytes(LONGEST_UNPACKED);
        } catch (IOException noGzip) {
            return body;
        }
    }

    /** Returns how long N3 asks to wait, null if it does not say. */
    @Nullable
    Duration wait(Instant now) {
        return RetryAfter.read(retryAfter, now);
    }

    /** Tells the answer's text as it is kept for support; null when there was none. */
    byte @Nullable [] raw() {
        return text.isEmpty() ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Hides the text. */
    @Override
    public String toString() {
        return "HTTP " + status + ", " + text.length() + " characters";
    }
}
