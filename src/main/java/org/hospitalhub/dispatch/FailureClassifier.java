package org.hospitalhub.dispatch;

import static org.hospitalhub.calls.FailureClass.find;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.ProviderException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.hospitalhub.calls.AnswerTooLargeException;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.calls.NoWholeAnswerException;
import org.hospitalhub.calls.NothingSentException;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Failed;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Outcome.Unsure;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.tls.keys.IdentityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifies the exceptions of a step by whether the request can have arrived. An exception's message may carry data of
 * a patient (a URL, a body), so only its class is passed on.
 */
public final class FailureClassifier {

    private static final Logger log = LoggerFactory.getLogger(FailureClassifier.class);

    /** Code of a failure inside the hub. */
    static final String UNEXPECTED = "INTERNAL_ERROR";

    /** Returns the outcome of a step that ended with an exception. */
    public Outcome classify(Throwable thrown) {
        StepEndedException ended = find(thrown, StepEndedException.class);
        if (ended != null) {
            return ended.outcome();
        }
        CmsException unsigned = find(thrown, CmsException.class);
        if (unsigned != null) {
            return unsigned(unsigned);
        }
        IdentityException identity = find(thrown, IdentityException.class);
        if (identity != null) {
            return identity(identity);
        }
        if (find(thrown, ProviderException.class) != null) {
            return retry(
                    "IDENTITY",
                    "The key or certificate cannot be opened",
                    "The token of the key does not answer. Nothing was sent. Check hub.identities and the file or token.");
        }
        if (find(thrown, UnknownHostException.class) != null) {
            return retry("NAME_UNKNOWN");
        }
        if (find(thrown, SSLHandshakeException.class) != null) {
            return retry("TLS_HANDSHAKE");
        }
        if (neverConnected(thrown)) {
            return retry("NOT_REACHED");
        }
        if (lostOnTheWay(thrown)) {
            return new Unsure(Wording.of(
                    "UNSURE.left",
                    ExceptionUtils.getRootCause(thrown).getClass().getSimpleName()));
        }
        if (find(thrown, LargeData.NoPlaceException.class) != null) {
            return retry("MEMORY_BUSY");
        }
        AnswerTooLargeException tooLarge = find(thrown, AnswerTooLargeException.class);
        if (tooLarge != null) {
            return park("ANSWER_TOO_LARGE", String.valueOf(tooLarge.getMessage()));
        }
        if (find(thrown, FileSystemException.class) != null) {
            return retry("FILE_SYSTEM");
        }
        if (find(thrown, jakarta.jms.JMSException.class) != null
                || find(thrown, org.springframework.jms.JmsException.class) != null) {
            return retry("BROKER");
        }
        log.error("A step failed with an unexpected error: {}", ExceptionTrace.of(thrown));
        return unexpected(ExceptionUtils.getRootCause(thrown));
    }

    /**
     * Returns the outcome of a document that was not signed: another try when the cause may pass by itself (a time-stamp
     * authority, a token).
     */
    private static Outcome unsigned(CmsException failed) {
        String message = String.valueOf(failed.getMessage());
        return switch (failed.reason()) {
            case TIME_STAMP_UNAVAILABLE -> retry("TIME_STAMP", message);
            case REVOCATION_UNAVAILABLE -> retry("REVOCATION_DATA", message);
            case KEY_UNUSABLE ->
                failed.getCause() == null ? park("SIGNING_KEY", message) : retry("SIGNING_KEY", message);
            default -> park("SIGNATURE", message);
        };
    }

    private static Outcome identity(IdentityException failed) {
        String message = String.valueOf(failed.getMessage());
        return switch (failed.reason()) {
            case TOKEN_ABSENT, FILE_MISSING -> retry("IDENTITY", message);
            default -> park("IDENTITY", message);
        };
    }

    /** Returns the outcome of an unexpected exception: the order is parked and not repeated automatically. */
    static Outcome unexpected(Throwable thrown) {
        return new Failed(Lane.unexpectedProblem(thrown), Remedy.PARK, null, null);
    }

    private static boolean neverConnected(Throwable thrown) {
        return find(thrown, NothingSentException.class) != null
                || find(thrown, ConnectTimeoutException.class) != null
                || find(thrown, ConnectException.class) != null
                || find(thrown, NoRouteToHostException.class) != null;
    }

    private static boolean lostOnTheWay(Throwable thrown) {
        return find(thrown, NoWholeAnswerException.class) != null
                || find(thrown, InterruptedIOException.class) != null
                || find(thrown, SocketException.class) != null
                || find(thrown, SSLException.class) != null
                || find(thrown, HttpException.class) != null
                || find(thrown, java.io.EOFException.class) != null
                || find(thrown, org.apache.hc.core5.http.NoHttpResponseException.class) != null
                || find(thrown, org.apache.hc.core5.http.ConnectionClosedException.class) != null;
    }

    private static Outcome retry(String code, String... arguments) {
        return new Failed(Problem.of(code, code, (Object[]) arguments), Remedy.RETRY, null, null);
    }

    private static Outcome park(String code, String... arguments) {
        return new Failed(Problem.of(code, code, (Object[]) arguments), Remedy.PARK, null, null);
    }
}
