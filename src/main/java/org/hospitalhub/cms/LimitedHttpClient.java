package org.hospitalhub.cms;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.AnswerTooLargeException;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.NoWholeAnswerException;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/** Makes small HTTP calls to authorities under the rules of {@link GuardedHttpClient}: each has a connection of its own. */
final class LimitedHttpClient {

    private static final int CONNECTIONS = 20;

    private final DoorClient door;
    private final Duration timeOut;
    private final int mostBytes;

    LimitedHttpClient(@Nullable SSLContext tls, Duration timeOut, int mostBytes) {
        GuardedHttpClient.Limits limits =
                new GuardedHttpClient.Limits(timeOut, timeOut, timeOut, mostBytes, false, false);
        this.door = new DoorClient(new DoorClient.Settings(limits, tls, null, CONNECTIONS), timer());
        this.timeOut = timeOut;
        this.mostBytes = mostBytes;
    }

    /** Returns a timer whose thread ends when no call is in progress, so that it need not be closed. */
    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
                1,
                BasicThreadFactory.builder()
                        .namingPattern("authority-timer")
                        .daemon()
                        .build());
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /** Returns the body of an answer with status 200; throws for every other outcome, without the address in the message. */
    byte[] post(URI address, String mediaType, byte[] body) throws IOException {
        return body(Request.post(address, mediaType, body));
    }

    /** Returns the body of a 200, as {@link #post} does. */
    byte[] get(URI address) throws IOException {
        return body(Request.get(address));
    }

    private byte[] body(Request request) throws IOException {
        Answer answer = answer(request);
        if (answer.status() != 200) {
            throw new IOException("it answered with status " + answer.status());
        }
        return answer.body();
    }

    private Answer answer(Request request) throws IOException {
        try {
            return door.send(request);
        } catch (AnswerTooLargeException large) {
            throw new IOException("its answer is larger than " + mostBytes + " bytes", large);
        } catch (NoWholeAnswerException ended) {
            if (ended.kind() == NoWholeAnswerException.Kind.TIMED_OUT) {
                throw new HttpTimeoutException("no whole answer came within " + timeOut.toSeconds() + " s");
            }
            throw failed(ended);
        } catch (IOException failed) {
            throw failed(failed);
        }
    }

    private static IOException failed(IOException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return new IOException("the call failed (" + cause.getClass().getSimpleName() + ")", failure);
    }
}
