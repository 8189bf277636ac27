package org.hospitalhub.operations.access;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.hospitalhub.ledger.Audit;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.client.OAuth2LoginConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestRedirectFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.security.web.savedrequest.RequestCache;

/** The log-in of people at the hospital's own service: code flow with PKCE, roles from its token, and the log-out there. */
final class OidcLogIn {

    private static final String NO_ROLE = "no_role";

    private final ClientRegistrationRepository clients;
    private final OidcRequestCookie asked;
    private final OidcTokenConverter roles;
    private final LoginAttemptLimit limit;
    private final Audit audit;
    private final SavedRequestAwareAuthenticationSuccessHandler onwards =
            new SavedRequestAwareAuthenticationSuccessHandler();

    OidcLogIn(
            ClientRegistrationRepository clients,
            OidcRequestCookie asked,
            OidcTokenConverter roles,
            LoginAttemptLimit limit,
            Audit audit) {
        this.clients = clients;
        this.asked = asked;
        this.roles = roles;
        this.limit = limit;
        this.audit = audit;
    }

    void set(OAuth2LoginConfigurer<HttpSecurity> login, RequestCache wanted) {
        onwards.setRequestCache(wanted);
        DefaultOAuth2AuthorizationRequestResolver requests = new DefaultOAuth2AuthorizationRequestResolver(
                clients, OAuth2AuthorizationRequestRedirectFilter.DEFAULT_AUTHORIZATION_REQUEST_BASE_URI);
        requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
        login.loginPage("/login")
                .clientRegistrationRepository(clients)
                .authorizationEndpoint(endpoint ->
                        endpoint.authorizationRequestResolver(requests).authorizationRequestRepository(asked))
                .userInfoEndpoint(user -> user.oidcUserService(this::user))
                .successHandler(this::welcome)
                .failureHandler(this::refuse);
    }

    LogoutSuccessHandler logout() {
        OidcClientInitiatedLogoutSuccessHandler logout = new OidcClientInitiatedLogoutSuccessHandler(clients);
        logout.setPostLogoutRedirectUri("{baseUrl}/login?bye");
        logout.setDefaultTargetUrl("/login?bye");
        return logout;
    }

    /** Somebody without one of our roles is a stranger. */
    private OidcUser user(OidcUserRequest request) {
        OidcUser known = new OidcUserService().loadUser(request);
        var authorities = roles.roles(known);
        if (authorities.isEmpty()) {
            throw new OAuth2AuthenticationException(NO_ROLE);
        }
        return new DefaultOidcUser(authorities, known.getIdToken(), known.getUserInfo(), roles.name(known));
    }

    private void welcome(HttpServletRequest request, HttpServletResponse response, Authentication who)
            throws IOException, ServletException {
        audit.record(who.getName(), "log-in", null, null);
        onwards.onAuthenticationSuccess(request, response, who);
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        boolean noRole = why instanceof OAuth2AuthenticationException refused
                && NO_ROLE.equals(refused.getError().getErrorCode());
        if (limit.count(request.getRemoteAddr(), "oidc")) {
            audit.record("(unknown)", "log-in-refused", null, noRole ? "none of the hub's roles" : null);
        }
        response.sendRedirect(request.getContextPath() + (noRole ? "/login?norole" : "/login?error"));
    }
}
