package org.hospitalhub.nhif;

import org.hospitalhub.ledger.Problem;
import org.hospitalhub.tls.keys.IdentityException;
import org.springframework.util.unit.DataSize;

/** The problems of NHIF, each with what to do. */
final class NhifProblems {

    private NhifProblems() {}

    static Problem noCertificate() {
        return new Problem(
                "NHIF_NO_CERTIFICATE",
                "No certificate was sent to NHIF",
                "The TLS session carried no certificate of ours. Set hub.nhif.identity or the order's identity; if one is set,"
                        + " the server asked for other issuers: check that the keystore holds the qualified certificate (КЕП)"
                        + " with its chain. Then replay the order.");
    }

    static Problem certificateNotAccepted(String how) {
        return new Problem(
                "NHIF_CERTIFICATE_NOT_ACCEPTED",
                "NHIF does not accept the certificate",
                "A certificate was sent and refused by " + how
                        + ". Check that it is a valid qualified certificate (КЕП), neither"
                        + " expired nor revoked, of a person or organisation that NHIF knows. Then replay the order.");
    }

    static Problem notAuthorised() {
        return new Problem(
                "NHIF_NOT_AUTHORISED",
                "NHIF refuses this service or this data to the certificate's holder",
                "The 403 does not blame the certificate that was sent. Ask NHIF for access to the service (or from this address),"
                        + " or give the order an identity that has it."
                        + " Then replay the order.");
    }

    static Problem notLoggedIn(int status) {
        return new Problem(
                "NHIF_NOT_AUTHENTICATED",
                "The service or a proxy before it asks for a log-in",
                "The answer was " + status
                        + ". NHIF knows callers by certificate alone: check hub.nhif.base-url and the proxy.");
    }

    static Problem handshakeFailed(String alert) {
        return new Problem(
                "NHIF_HANDSHAKE_FAILED",
                "The TLS handshake with NHIF failed",
                "The server's alert was " + alert + ". Check the identity's TLS versions and signature schemes.");
    }

    static Problem serverNotTrusted() {
        return new Problem(
                "NHIF_SERVER_NOT_TRUSTED",
                "The server's certificate is not trusted",
                "Nothing was sent. Check hub.nhif.base-url, and hub.nhif.trust for the root of the server's certificate.");
    }

    static Problem unreachable(String cause) {
        return new Problem(
                "NHIF_UNREACHABLE", "NHIF cannot be reached", "Nothing was sent (" + cause + "); it is tried again.");
    }

    static Problem notBegun(String cause) {
        return new Problem(
                "NHIF_NOT_CALLED",
                "The call could not be prepared",
                "Nothing was sent (" + cause
                        + "). Check the identity's keystore and the catalogue, then replay the order.");
    }

    static Problem identityUnusable(IdentityException why) {
        return new Problem(
                "NHIF_IDENTITY_UNUSABLE",
                "The identity's key cannot be used",
                "Nothing was sent. " + why.getMessage() + " Then replay the order.");
    }

    static Problem noAnswer(String cause) {
        return new Problem("NHIF_NO_ANSWER", "NHIF gave no whole answer", "The call ended with " + cause + ".");
    }

    static Problem tooLarge(DataSize limit) {
        return new Problem(
                "NHIF_ANSWER_TOO_LARGE",
                "The answer is larger than allowed",
                "More than " + limit.toBytes() + " bytes came; hub.nhif.answer-limit sets how much is read.");
    }

    static Problem limited(int status) {
        return new Problem("NHIF_LIMITED", "NHIF asks to wait", "The answer was " + status + "; it is tried again.");
    }

    static Problem unavailable(int status) {
        return new Problem("NHIF_UNAVAILABLE", "NHIF does not work at the moment", "The answer was " + status + ".");
    }

    static Problem redirected(int status) {
        return new Problem(
                "NHIF_REDIRECTED",
                "NHIF answered with a redirection",
                "The answer was " + status
                        + ". Redirections are not followed, because they would lead patient data elsewhere;"
                        + " check hub.nhif.base-url.");
    }
}
