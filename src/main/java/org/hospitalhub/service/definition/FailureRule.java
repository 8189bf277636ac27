package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a call that brought no answer means, in the service's own words. What becomes of the order follows from the kind: a refusal
 * of our certificate, or of theirs by us, parks it; a call that reached nobody is tried again; of one that may have arrived the
 * step's {@code unsure} decides.
 *
 * @param code of the problem
 * @param title of the problem, empty for the hub's own
 * @param say what to do, empty for the hub's own
 */
public record FailureRule(Kind when, String code, Texts title, Texts say, Place place) {

    /** The kinds of failures. */
    public enum Kind {
        /** The service wants a certificate, and none was sent. */
        NO_CERTIFICATE,
        /** The service refuses our certificate in the handshake, with an alert or without. */
        CERTIFICATE_NOT_ACCEPTED,
        /** The two sides have no TLS version, cipher or name in common. */
        HANDSHAKE_FAILED,
        /** The service's certificate is not trusted here, or names another host. */
        SERVER_NOT_TRUSTED,
        /** The key or certificate of the identity cannot be opened. */
        IDENTITY_UNUSABLE,
        /** The call could not be prepared; nothing was sent. */
        NOT_CALLED,
        /** No connection was made; nothing was sent. */
        NOT_REACHED,
        /** The request may have arrived, and no whole answer came. */
        NO_ANSWER,
        /** The answer is larger than the door's limit. */
        ANSWER_TOO_LARGE,
        /** The token service gives no token: somebody must log in, or look at the settings. */
        LOG_IN_AGAIN,
        /** The token service cannot be asked just now. */
        LOG_IN_LATER,
        /** The order names an account that has no settings. */
        NO_ACCOUNT,
        /** An answer's link leads to a host that is not allowed. */
        LINK_NOT_ALLOWED;

        /** Returns the word of the definition. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final List<String> WORDS = Stream.of(Kind.values()).map(Kind::word).toList();
}
