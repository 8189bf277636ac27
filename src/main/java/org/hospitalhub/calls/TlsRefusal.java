package org.hospitalhub.calls;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Why a TLS handshake failed. In TLS 1.3 the server's refusal of a client certificate arrives with the first read after the
 * handshake (RFC 8446 §4.6.2, §6), so these alerts always count as handshake failures: nothing was processed.
 *
 * @param kind what failed
 * @param alert name of the server's alert (RFC 8446 §6.2), null when the hub ended the handshake
 */
public record TlsRefusal(Kind kind, @Nullable String alert) {

    /** The kind of failure. */
    public enum Kind {
        /** The server requires a certificate and got none. */
        NO_CERTIFICATE,
        /** The server refuses the certificate that was sent. */
        CERTIFICATE_NOT_ACCEPTED,
        /** The two sides have no version, cipher or name in common. */
        HANDSHAKE_FAILED,
        /** The hub does not trust the server's certificate, or it names another host. */
        SERVER_NOT_TRUSTED
    }

    private static final Pattern ALERT = Pattern.compile("(?i)Received fatal alert: (\\w{1,40})");

    /** Alerts about the client certificate. */
    private static final Set<String> ABOUT_OURS = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca",
            "access_denied");

    /** Alerts that a server sends only before it reads a request. */
    private static final Set<String> OF_HANDSHAKES = Set.of(
            "handshake_failure",
            "certificate_required",
            "no_certificate",
            "protocol_version",
            "insufficient_security",
            "unrecognized_name",
            "no_application_protocol",
            "missing_extension",
            "unsupported_extension",
            "illegal_parameter",
            "decrypt_error",
            "inappropriate_fallback",
            "bad_certificate_status_response");

    /**
     * Returns the refusal that a failure reports, empty when it is not about certificates or the handshake.
     *
     * @param identity whether a certificate was configured for the call
     */
    public static Optional<TlsRefusal> of(Throwable failure, boolean identity) {
        String alert = alert(failure);
        if (alert != null) {
            return Optional.of(new TlsRefusal(kind(alert, identity), alert));
        }
        boolean untrusted = is(failure, CertificateException.class)
                || is(failure, CertPathBuilderException.class)
                || is(failure, CertPathValidatorException.class);
        return is(failure, SSLPeerUnverifiedException.class) || (untrusted && is(failure, SSLException.class))
                ? Optional.of(new TlsRefusal(Kind.SERVER_NOT_TRUSTED, null))
                : Optional.empty();
    }

    private static Kind kind(String alert, boolean identity) {
        if (alert.equals("certificate_required") || alert.equals("no_certificate")) {
            return Kind.NO_CERTIFICATE;
        }
        boolean ours = ABOUT_OURS.contains(alert);
        if (!identity && (ours || alert.equals("handshake_failure"))) {
            // Up to TLS 1.2, servers that require a certificate answer its absence with either of these.
            return Kind.NO_CERTIFICATE;
        }
        return ours ? Kind.CERTIFICATE_NOT_ACCEPTED : Kind.HANDSHAKE_FAILED;
    }

    /** Returns the name of the alert with which a handshake ended, null when it did not end so. */
    static @Nullable String alert(Throwable failure) {
        SSLException tls = FailureClass.find(failure, SSLException.class);
        Matcher alert = ALERT.matcher(tls == null ? "" : String.valueOf(tls.getMessage()));
        if (!alert.find()) {
            return null;
        }
        String name = alert.group(1).toLowerCase(java.util.Locale.ROOT);
        return ABOUT_OURS.contains(name) || OF_HANDSHAKES.contains(name) ? name : null;
    }

    private static boolean is(Throwable failure, Class<? extends Throwable> kind) {
        return FailureClass.find(failure, kind) != null;
    }
}
