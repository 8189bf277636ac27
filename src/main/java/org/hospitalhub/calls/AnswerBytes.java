package org.hospitalhub.calls;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Reads the bytes of an answer within its size limit. A large one is held in memory only when there is room for it; until then it
 * waits in a temporary file, because its service would not wait, and what was sent once may not be sent again.
 */
final class AnswerBytes {

    private AnswerBytes() {}

    /** Reads an answer; the total time of its call does not run while it waits for room. */
    static byte[] read(InputStream content, int status, int most, HttpContext context) throws IOException {
        byte[] body = content.readNBytes(Math.min(most, LargeData.large()) + 1);
        if (body.length > LargeData.large()) {
            body = LargeData.mayHoldNow(body.length)
                    ? joined(body, content.readNBytes(most + 1 - body.length))
                    : inFile(body, content, most + 1 - body.length, context);
        }
        if (body.length > most) {
            throw new AnswerTooLargeException(status, most);
        }
        return body;
    }

    private static byte[] inFile(byte[] beginning, InputStream content, int most, HttpContext context)
            throws IOException {
        try (TemporaryBytes rest = TemporaryBytes.of(content, most)) {
            awaitRoom(beginning.length, context);
            return joined(beginning, rest.read());
        }
    }

    private static byte[] joined(byte[] beginning, byte[] rest) {
        byte[] whole = Arrays.copyOf(beginning, beginning.length + rest.length);
        System.arraycopy(rest, 0, whole, beginning.length, rest.length);
        return whole;
    }

    private static void awaitRoom(int bytes, HttpContext context) throws NoWholeAnswerException {
        if (context.getAttribute(GuardedHttpClient.DEADLINE) instanceof CallDeadline running) {
            running.stop();
        }
        try {
            LargeData.holdAnswer(bytes);
        } catch (LargeData.NoPlaceException busy) {
            throw new NoWholeAnswerException(NoWholeAnswerException.Kind.BROKEN, busy);
        }
    }
}
