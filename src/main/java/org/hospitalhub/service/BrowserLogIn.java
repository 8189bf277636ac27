package org.hospitalhub.service;

import java.net.URI;
import org.hospitalhub.rules.ExplainedException;
import org.hospitalhub.rules.Wording;

/** A log-in at a service that a person performs in the browser, so that the hub obtains a token for an account there. */
public interface BrowserLogIn {

    /** Returns the name of the service. */
    String service();

    /** Returns the name of the service for people. */
    String title();

    /**
     * Begins a log-in and ends an unfinished one of the same operator for the same account.
     *
     * @param account name of the account in the settings
     * @param operator user who begins the log-in; only this user may finish it
     * @param redirect absolute address to which the service sends the browser with the code; must be registered at the service
     * @return the address of the sign-in page
     * @throws RefusedException when there is no such account
     */
    URI begin(String account, String operator, URI redirect);

    /**
     * Finishes a log-in: exchanges the code and stores the tokens in the ledger.
     *
     * @throws RefusedException when the state does not belong to this operator's log-in, was used or is too old, or the service
     *     issues no token for the code
     */
    void end(String account, String operator, String state, String code);

    /** Thrown when a log-in cannot continue; the message says why and what to do, without any secret. */
    final class RefusedException extends ExplainedException {
        private static final long serialVersionUID = 1L;

        /** Creates an exception with the reason and what to do. */
        public RefusedException(Wording why) {
            super(why);
        }
    }
}
