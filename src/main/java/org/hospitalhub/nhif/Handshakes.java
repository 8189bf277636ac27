package org.hospitalhub.nhif;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.hospitalhub.calls.NoWholeAnswer;
import org.hospitalhub.calls.NothingSent;
import org.hospitalhub.ledger.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads failed TLS handshakes. In TLS 1.3 the server's verdict about our certificate comes only with the first read after the
 * handshake (RFC 8446 §4.6.2, §6), so these alerts count as handshake failures wherever they are met: nothing was processed.
 */
final class Handshakes {

    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    /** Alerts about the certificate that was shown (RFC 8446 §6.2). */
    private static final Set<String> ABOUT_OURS = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied");

    private Handshakes() {}

    /** Tells the problem when the failure is about certificates or the handshake, on either side. */
    static Optional<Problem> problem(Throwable failure, String identity) {
        String alert = alert(failure);
        if (alert != null) {
            return Optional.of(refused(alert, identity));
        }
        boolean untrusted = is(failure, CertificateException.class)
                || is(failure, CertPathBuilderException.class)
                || is(failure, CertPathValidatorException.class);
        if (is(failure, SSLPeerUnverifiedException.class) || (untrusted && is(failure, SSLException.class))) {
            return Optional.of(NhifProblems.serverNotTrusted());
        }
        return Optional.empty();
    }

    /**
     * Tells whether a server that refuses certificates without an alert could be behind a failure: a new connection that the
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

    private static Problem refused(String alert, String identity) {
        if (alert.equals("certificate_required")) {
            return NhifProblems.noCertificate();
        }
        if (ABOUT_OURS.contains(alert) || alert.equals("handshake_failure")) {
            // Up to TLS 1.2 servers that demand a certificate answer its absence with either of these.
            return identity.isEmpty()
                    ? NhifProblems.noCertificate()
                    : ABOUT_OURS.contains(alert)
                            ? NhifProblems.certificateNotAccepted("the TLS alert " + alert)
                            : NhifProblems.handshakeFailed(alert);
        }
        return NhifProblems.handshakeFailed(alert);
    }

    private static @Nullable String alert(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Matcher alert = ALERT.matcher(String.valueOf(cause.getMessage()));
            if (cause instanceof SSLException && alert.find()) {
                return alert.group(1);
            }
        }
        return null;
    }

    private static boolean is(Throwable failure, Class<? extends Throwable> kind) {
        return NhifOutcomes.find(failure, kind) != null;
    }
}
