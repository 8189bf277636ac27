package org.hospitalhub.calls.tokens;

import org.hospitalhub.calls.Answer;
import org.hospitalhub.calls.Request;
import org.jspecify.annotations.Nullable;

/** Authentication that depends on the request: a signature of it, or an element in its body. */
public interface RequestAuthentication extends Authentication {

    /**
     * Returns the request with what authenticates it. Is called immediately before each try.
     *
     * @param challenge the service's 401 to the same request, null for the first try
     * @throws IllegalArgumentException when the request cannot be authenticated; the message contains nothing of it
     */
    Request authenticated(Request request, @Nullable Answer challenge);

    @Override
    default Credentials credentials() {
        return Credentials.NONE;
    }
}
