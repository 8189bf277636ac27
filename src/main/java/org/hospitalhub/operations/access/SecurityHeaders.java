package org.hospitalhub.operations.access;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Sets the security headers of pages: a browser loads only what comes from this hub, and runs no inline script or style. */
final class SecurityHeaders {

    private static final String OURS =
            "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'";
    /** Hawtio's React components write styles and compile templates at run time; it is kept apart by its own policy. */
    private static final String HAWTIO = "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval';"
            + " style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:;"
            + " frame-ancestors 'self'; object-src 'none'";

    private SecurityHeaders() {}

    /** The log-out is a form whose answer leads to the log-out of the hospital's log-in service. */
    static void set(HeadersConfigurer<HttpSecurity> headers, OidcSettings oidc) {
        String ours = oidc.isOn() ? OURS + " " + oidc.origin() : OURS;
        RequestMatcher hawtio = PathPatternRequestMatcher.withDefaults().matcher("/actuator/hawtio/**");
        headers.referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .addHeaderWriter(
                        new DelegatingRequestMatcherHeaderWriter(hawtio, new ContentSecurityPolicyHeaderWriter(HAWTIO)))
                .addHeaderWriter(new DelegatingRequestMatcherHeaderWriter(
                        new NegatedRequestMatcher(hawtio), new ContentSecurityPolicyHeaderWriter(ours)));
    }
}
