package org.hospitalhub.calls;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.lang3.ArrayUtils;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Reads the bytes of an answer within its size limit; the rest of a large one only when there is room for it in memory. */
final class AnswerBytes {

    private AnswerBytes() {}

    /** Reads an answer; the total time of its call does not run while it waits for room. */
    static byte[] read(InputStream content, int status, int most, HttpContext context) throws IOException {
        byte[] body = content.readNBytes(Math.min(most, LargeData.large()) + 1);
        if (body.length > LargeData.large()) {
            awaitRoom(body.length, context);
            body = ArrayUtils.addAll(body, content.readNBytes(most + 1 - body.length));
        }
        if (body.length > most) {
            throw new AnswerTooLargeException(status, most);
        }
        return body;
    }

    private static void awaitRoom(int bytes, HttpContext context) throws NoWholeAnswerException {
        CallDeadline deadline =
                context.getAttribute(GuardedHttpClient.DEADLINE) instanceof CallDeadline running ? running : null;
        if (deadline != null) {
            deadline.stop();
        }
        try {
            LargeData.hold(bytes);
        } catch (LargeData.NoPlaceException busy) {
            throw new NoWholeAnswerException(NoWholeAnswerException.Kind.BROKEN, busy);
        } finally {
            if (deadline != null) {
                deadline.goOn();
            }
        }
    }
}
