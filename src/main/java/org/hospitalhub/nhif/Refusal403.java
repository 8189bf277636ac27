package org.hospitalhub.nhif;

import java.util.Locale;
import java.util.regex.Pattern;
import org.hospitalhub.ledger.Problem;

/**
 * Tells the three kinds of 403 apart, none of which is retried.
 *
 * <p>Whether a certificate was sent is known for certain, from the TLS session of the answer. If one was sent, the service
 * either does not accept the certificate (it says so when its text speaks of certificates, signatures or the caller's identity;
 * a server that checks in the handshake says so with an alert, see {@link Handshakes}), or it knows the caller and refuses this
 * service or this data. The specification fixes no text for this, so a text that speaks of neither counts as the latter.
 */
final class Refusal403 {

    /** Bulgarian and English words, and IIS's sub-statuses 403.7 and 403.12 to 403.17, which are about certificates. */
    private static final Pattern ABOUT_CERTIFICATE = Pattern.compile(
            "certificate|удостоверени|сертификат|\\bкеп\\b|електронен подпис|403\\.(7|1[2-7])\\b",
            Pattern.UNICODE_CHARACTER_CLASS);

    private final ServiceText text;

    Refusal403(ServiceText text) {
        this.text = text;
    }

    Problem problem(NhifAnswer answer) {
        if (!answer.certificateSent()) {
            return NhifProblems.noCertificate();
        }
        return ABOUT_CERTIFICATE
                        .matcher(text.whole(answer).toLowerCase(Locale.ROOT))
                        .find()
                ? NhifProblems.certificateNotAccepted("a 403 that speaks of the certificate")
                : NhifProblems.notAuthorised();
    }
}
