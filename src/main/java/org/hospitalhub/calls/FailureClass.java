package org.hospitalhub.calls;

import javax.net.ssl.SSLException;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/** The possible effects of a failed call at the service. */
public enum FailureClass {
    /** No byte of the request was sent, or the TLS handshake failed: the call may be repeated without harm. */
    NOTHING_SENT,
    /** The request may have arrived and been processed; no whole answer came. */
    PERHAPS_SENT,
    /** The service answered with a status, but its answer is larger than the hub reads. */
    ANSWERED;

    /**
     * Returns the class of a failure, determined by the exception and its causes; an exception that is not from a call counts as
     * nothing sent.
     */
    public static FailureClass of(Throwable failure) {
        if (find(failure, NothingSentException.class) != null || TlsRefusal.alert(failure) != null) {
            return NOTHING_SENT;
        }
        if (find(failure, AnswerTooLargeException.class) != null) {
            return ANSWERED;
        }
        boolean call = find(failure, java.io.IOException.class) != null || find(failure, SSLException.class) != null;
        return call ? PERHAPS_SENT : NOTHING_SENT;
    }

    /** Returns the first exception of a type among another one and its causes, null when there is none. */
    public static <T extends Throwable> @Nullable T find(@Nullable Throwable failure, Class<T> type) {
        return ExceptionUtils.throwableOfType(failure, type);
    }
}
