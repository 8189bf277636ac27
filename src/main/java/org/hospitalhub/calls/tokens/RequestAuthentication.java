package org.hospitalhub.calls.tokens;

import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/**
 * Authentication that depends on the request: a signature of it, an element in its body, a proof for its address, or the answer
 * to a challenge.
 */
public interface RequestAuthentication extends Authentication {

    /**
     * Returns the request with what authenticates it. Is called immediately before each try.
     *
     * @param request has the headers of {@link #credentials()} already
     * @param challenge the service's answer that the same request is repeated for, null for the first try
     * @throws IllegalArgumentException when the request cannot be authenticated; the message contains nothing of it
     */
    Request authenticated(Request request, @Nullable Answer challenge);

    @Override
    default Credentials credentials() {
        return Credentials.NONE;
    }
}
