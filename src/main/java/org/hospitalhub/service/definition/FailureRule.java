package org.hospitalhub.service.definition;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The problem that is reported for a call without an answer, in the words of the service's definition. The outcome follows from
 * the kind: a certificate that either side refuses parks the order; a call that did not reach the service is tried again; for a
 * call that may have arrived, the step's {@code unsure} decides.
 *
 * @param code of the problem
 * @param title of the problem, empty for the hub's own
 * @param say what to do, empty for the hub's own
 */
public record FailureRule(Kind when, String code, Texts title, Texts say, Place place) {

    /** The kinds of failures. */
    public enum Kind {
        /** The service requires a client certificate, and none was sent. */
        NO_CERTIFICATE,
        /** The service refuses the client certificate in the handshake, with or without an alert. */
        CERTIFICATE_NOT_ACCEPTED,
        /** The two sides have no TLS version, cipher or name in common. */
        HANDSHAKE_FAILED,
        /** The hub does not trust the service's certificate, or it names another host. */
        SERVER_NOT_TRUSTED,
        /** The key or certificate of the identity cannot be opened. */
        IDENTITY_UNUSABLE,
        /** The call could not be prepared; nothing was sent. */
        NOT_CALLED,
        /** No connection was made; nothing was sent. */
        NOT_REACHED,
        /** The request may have arrived, but no complete answer came. */
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

        /** Returns the word for it in a definition. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final List<String> WORDS = Stream.of(Kind.values()).map(Kind::word).toList();
}
