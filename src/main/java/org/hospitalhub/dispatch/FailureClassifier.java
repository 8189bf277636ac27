package org.hospitalhub.dispatch;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.security.ProviderException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.hospitalhub.calls.AnswerTooLarge;
import org.hospitalhub.calls.NoWholeAnswer;
import org.hospitalhub.calls.NothingSent;
import org.hospitalhub.cms.CmsException;
import org.hospitalhub.ledger.ExceptionTrace;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Failed;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Outcome.Unsure;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.tls.keys.IdentityException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifies the exceptions of a step by whether the request can have arrived. An exception's message may carry data of
 * a patient (a URL, a body), so only its class is passed on.
 */
public final class FailureClassifier {

    private static final Logger log = LoggerFactory.getLogger(FailureClassifier.class);

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
        log.error("A step failed with an unexpected error: {}", ExceptionTrace.of(thrown));
        return unexpected(root(thrown));
    }

    /** A document that was not signed: what may come by itself (a time-stamp, a token) is waited for. */
    private static Outcome unsigned(CmsException failed) {
        String message = String.valueOf(failed.getMessage());
        return switch (failed.reason()) {
            case TIME_STAMP_UNAVAILABLE ->
                retry(
                        "TIME_STAMP",
                        "There is no time-stamp for the signature",
                        message + " Nothing was signed; the step is tried again.");
            case KEY_UNUSABLE ->
                failed.getCause() == null
                        ? park(
                                "SIGNING_KEY",
                                "The key of the signer does not sign",
                                message + " Nothing was signed. Check the key, its token and its certificate.")
                        : retry(
                                "SIGNING_KEY",
                                "The key of the signer does not sign",
                                message + " Nothing was signed. Check the key, its token and its certificate.");
            default ->
                park(
                        "SIGNATURE",
                        "The document cannot be signed or verified",
                        message + " Nothing was sent. Check the document and its signer, then replay the order.");
        };
    }

    private static Outcome identity(IdentityException failed) {
        String title = "The key or certificate cannot be opened";
        String message = failed.getMessage() + " Nothing was sent. Check hub.identities and the file or token.";
        return switch (failed.reason()) {
            case TOKEN_ABSENT, FILE_MISSING -> retry("IDENTITY", title, message);
            default -> park("IDENTITY", title, message);
        };
    }

    /** The outcome of an unexpected exception: the order is parked and not repeated automatically. */
    static Outcome unexpected(Throwable thrown) {
        return new Failed(Lane.unexpectedProblem(thrown), Remedy.PARK, null, null);
    }

    private static boolean neverConnected(Throwable thrown) {
        return find(thrown, NothingSent.class) != null
                || find(thrown, ConnectTimeoutException.class) != null
                || find(thrown, ConnectException.class) != null
                || find(thrown, NoRouteToHostException.class) != null;
    }

    private static boolean lostOnTheWay(Throwable thrown) {
        return find(thrown, NoWholeAnswer.class) != null
                || find(thrown, InterruptedIOException.class) != null
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

    private static Outcome park(String code, String title, String detail) {
        return new Failed(new Problem(code, title, detail), Remedy.PARK, null, null);
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
