package org.hospitalhub.service;

import java.net.URI;

/** A log-in of a service that a person does in the browser, so that the hub has a token for an account there. */
public interface BrowserLogIn {

    /** Returns the name of the service. */
    String service();

    /** Returns what people call the service. */
    String title();

    /**
     * Begins a log-in; an earlier one of the same operator for the same account is void.
     *
     * @param account whom the hub works for there, by its name in the settings
     * @param operator who began it, and alone may end it
     * @param redirect absolute address where the browser comes back with the code; the service must know it
     * @return the address of the sign-in page
     * @throws RefusedException when there is no such account
     */
    URI begin(String account, String operator, URI redirect);

    /**
     * Ends a log-in: exchanges the code and keeps the tokens in the ledger.
     *
     * @throws RefusedException when the state is not that of this operator's log-in, is used or too old, or the service gives no
     *     token for the code
     */
    void end(String account, String operator, String state, String code);

    /** A log-in that cannot go on; the message says why and what to do, without any secret. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** Says why. */
        public RefusedException(String message) {
            super(message);
        }
    }
}
