package org.hospitalhub.nhif;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Optional;
import org.hospitalhub.calls.NoWholeAnswer;
import org.hospitalhub.calls.NothingSent;
import org.hospitalhub.calls.TlsRefusal;
import org.hospitalhub.ledger.Problem;

/** Failed TLS handshakes as problems of NHIF. */
final class Handshakes {

    private Handshakes() {}

    /** Returns the problem when the failure is about certificates or the handshake, on either side. */
    static Optional<Problem> problem(Throwable failure, String identity) {
        return TlsRefusal.of(failure, !identity.isEmpty()).map(Handshakes::problem);
    }

    private static Problem problem(TlsRefusal refusal) {
        return switch (refusal.kind()) {
            case NO_CERTIFICATE -> NhifProblems.noCertificate();
            case CERTIFICATE_NOT_ACCEPTED -> NhifProblems.certificateNotAccepted("the TLS alert " + refusal.alert());
            case HANDSHAKE_FAILED -> NhifProblems.handshakeFailed(String.valueOf(refusal.alert()));
            case SERVER_NOT_TRUSTED -> NhifProblems.serverNotTrusted();
        };
    }

    /**
     * Returns whether a server that refuses certificates without an alert could be behind a failure: a new connection that the
     * other side broke before its first answer.
     */
    static boolean mayBeSilentRefusal(Throwable failure) {
        if (is(failure, ConnectException.class)
                || is(failure, InterruptedIOException.class)
                || is(failure, UnknownHostException.class)) {
            return false;
        }
        NoWholeAnswer ended = NhifOutcomes.find(failure, NoWholeAnswer.class);
        return is(failure, NothingSent.class) || (ended != null && ended.kind() == NoWholeAnswer.Kind.NOTHING_ANSWERED);
    }

    private static boolean is(Throwable failure, Class<? extends Throwable> kind) {
        return NhifOutcomes.find(failure, kind) != null;
    }
}
