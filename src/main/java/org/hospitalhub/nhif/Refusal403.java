package org.hospitalhub.nhif;

import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.ledger.Problem;

/**
 * Tells the three kinds of 403 apart, none of which is retried.
 *
 * <p>Whether a certificate was sent is known for certain, from the TLS session of the answer. If one was sent, the service
 * either does not accept the certificate (it says so when its text speaks of certificates, signatures or the caller's identity;
 * a server that checks in the handshake says so with an alert, see {@link Handshakes}), or it knows the caller and refuses this
 * service or this data. The specification fixes no text for this, so a text that speaks of neither counts as the latter, and so
 * does one that speaks of the certificate's holder and of rights, but of nothing wrong with the certificate.
 */
final class Refusal403 {

    private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS;

    /** Bulgarian and English words, and IIS's sub-statuses 403.7 and 403.12 to 403.17, which are about certificates. */
    private static final Pattern ABOUT_CERTIFICATE = Pattern.compile(
            "certificate|удостоверени|сертификат|\\bкеп\\b|електронен подпис|403\\.(7|1[2-7])\\b", FLAGS);

    private static final Pattern ABOUT_RIGHTS = Pattern.compile(
            "\\b(un|not )authori[sz]ed|permission|access|\\bрights?\\b|\\bправ(о|а|ата)\\b|достъп|оторизиран", FLAGS);

    private static final Pattern FAULT_OF_CERTIFICATE = Pattern.compile(
            "expired|revo[ck]|invalid|n(ot|o|ot yet) valid|without (a )?valid|trusted|not accept|unknown|requir|missing"
                    + "|изтек|прекрат|отнет|отмен|анулиран|невалид|(не е|нямате|без) валид|не се приема|признат|довер"
                    + "|липсва|не е предо?ставен",
            FLAGS);

    /** What nginx answers, with 400, when its own check of the certificate fails. */
    private static final Pattern NGINX =
            Pattern.compile("No required SSL certificate was sent|The SSL certificate error", FLAGS);

    private final ServiceText text;

    Refusal403(ServiceText text) {
        this.text = text;
    }

    Problem problem(NhifAnswer answer) {
        if (!answer.certificateSent()) {
            return NhifProblems.noCertificate();
        }
        String said = text.whole(answer);
        boolean holder = ABOUT_RIGHTS.matcher(said).find()
                && !FAULT_OF_CERTIFICATE.matcher(said).find();
        return ABOUT_CERTIFICATE.matcher(said).find() && !holder
                ? NhifProblems.certificateNotAccepted("a " + answer.status() + " that speaks of the certificate")
                : NhifProblems.notAuthorised();
    }

    /** Reads a 400 with which nginx refuses the certificate instead of the request; empty when it is none. */
    Optional<Problem> ofNginx(NhifAnswer answer) {
        return NGINX.matcher(text.whole(answer)).find() ? Optional.of(problem(answer)) : Optional.empty();
    }
}
