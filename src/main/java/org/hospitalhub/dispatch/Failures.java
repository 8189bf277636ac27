package org.hospitalhub.dispatch;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Failed;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Outcome.Unsure;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells failures of a call apart by one question: can anything have arrived?
 *
 * <p>An exception's message may carry data of a patient (a URL, a body), so only its kind is told on.
 */
public final class Failures {

    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    /** An answer over the size that the hub takes in; the rest of it was not read. */
    public static final class AnswerTooLarge extends java.io.IOException {
        /** Names the limit in bytes. */
        public AnswerTooLarge(long limit) {
            super("the answer is larger than " + limit + " bytes");
        }
    }

    /** Turns the exception that ended a step into its outcome. */
    public Outcome outcome(Throwable thrown) {
        StepEndedException ended = find(thrown, StepEndedException.class);
        if (ended != null) {
            return ended.outcome();
        }
        if (find(thrown, UnknownHostException.class) != null) {
            return retry(
                    "NAME_UNKNOWN", "The service's name cannot be resolved", "Is the network, the DNS or the VPN up?");
        }
        if (find(thrown, SSLHandshakeException.class) != null) {
            return retry(
                    "TLS_HANDSHAKE",
                    "The TLS handshake failed",
                    "Nothing was sent. Check the trust anchors and the client certificate of this service.");
        }
        if (neverConnected(thrown)) {
            return retry(
                    "NOT_REACHED",
                    "The service cannot be reached",
                    "No connection was made, nothing was sent. Is the network or the VPN up?");
        }
        if (lostOnTheWay(thrown)) {
            return new Unsure("The request left, but no whole answer came ("
                    + root(thrown).getClass().getSimpleName() + ").");
        }
        AnswerTooLarge tooLarge = find(thrown, AnswerTooLarge.class);
        if (tooLarge != null) {
            Problem problem = new Problem(
                    "ANSWER_TOO_LARGE",
                    "The service's answer is too large",
                    "Reading stopped: " + tooLarge.getMessage() + " (hub.calls.answer-bytes).");
            return new Failed(problem, Remedy.PARK, null, null);
        }
        if (find(thrown, FileSystemException.class) != null) {
            return retry(
                    "FILE_SYSTEM", "A file could not be written", "Check free space and rights of the drop folder.");
        }
        if (find(thrown, jakarta.jms.JMSException.class) != null
                || find(thrown, org.springframework.jms.JmsException.class) != null) {
            return retry("BROKER", "The broker did not take the message", "Is the broker up? The hub tries again.");
        }
        log.error("A step broke inside the hub: {}", ExceptionTrace.of(thrown));
        return broken(root(thrown));
    }

    /** The outcome of a step that nobody foresaw: a person looks, and nothing is repeated by itself. */
    static Outcome broken(Throwable thrown) {
        return new Failed(Lane.internal(thrown), Remedy.PARK, null, null);
    }

    private static boolean neverConnected(Throwable thrown) {
        return find(thrown, ConnectTimeoutException.class) != null
                || find(thrown, ConnectException.class) != null
                || find(thrown, NoRouteToHostException.class) != null;
    }

    private static boolean lostOnTheWay(Throwable thrown) {
        return find(thrown, InterruptedIOException.class) != null
                || find(thrown, SocketException.class) != null
                || find(thrown, SSLException.class) != null
                || find(thrown, HttpException.class) != null
                || find(thrown, java.io.EOFException.class) != null
                || find(thrown, org.apache.hc.core5.http.NoHttpResponseException.class) != null
                || find(thrown, org.apache.hc.core5.http.ConnectionClosedException.class) != null;
    }

    private static Outcome retry(String code, String title, String detail) {
        return new Failed(new Problem(code, title, detail), Remedy.RETRY, null, null);
    }

    private static <T extends Throwable> @Nullable T find(Throwable thrown, Class<T> kind) {
        return causes(thrown)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElse(null);
    }

    private static Throwable root(Throwable thrown) {
        return causes(thrown).reduce((outer, inner) -> inner).orElse(thrown);
    }

    private static Stream<Throwable> causes(Throwable thrown) {
        return Stream.<Throwable>iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
