package org.hospitalhub.operations.access;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;

/**
 * Reads the CSRF token from the header (Hawtio) or from a form field, never from the query: addresses end up in histories,
 * logs and links.
 */
final class FormCsrfTokenHandler extends CsrfTokenRequestAttributeHandler {

    @Override
    public @Nullable String resolveCsrfTokenValue(HttpServletRequest request, CsrfToken token) {
        String header = request.getHeader(token.getHeaderName());
        if (header != null) {
            return header;
        }
        return inQuery(request.getQueryString(), token.getParameterName())
                ? null
                : request.getParameter(token.getParameterName());
    }

    /** Returns whether the query has a parameter of this name; true when a name cannot be decoded, so that the call is refused. */
    private static boolean inQuery(@Nullable String query, String name) {
        return query != null
                && Arrays.stream(query.split("[&;]")).anyMatch(pair -> {
                    try {
                        return URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8)
                                .equals(name);
                    } catch (IllegalArgumentException unreadable) {
                        return true;
                    }
                });
    }
}
