package org.hospitalhub.operations.access;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The hospital's own log-in service (OpenID Connect).
 *
 * @param issuer its address, as it stands in its tokens; empty for none
 * @param clientId what the hub is called there
 * @param clientSecret empty for a public client, which PKCE alone protects
 * @param audience who a bearer token must be meant for; empty for the client id
 * @param scopes what a browser's log-in asks for
 * @param rolesClaim where the roles stand; a dot leads into an object ({@code realm_access.roles})
 * @param nameClaim what orders and audit call the user; must be nothing that users can change themselves
 * @param label what the button on the log-in page says after "Log in with"
 */
@ConfigurationProperties("hub.oidc")
public record OidcSettings(
        @DefaultValue("") String issuer,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("") String audience,
        @DefaultValue({"openid", "profile"}) List<String> scopes,
        @DefaultValue("roles") String rolesClaim,
        @DefaultValue("preferred_username") String nameClaim,
        @DefaultValue("OpenID Connect") String label) {

    /** The id under which Spring Security knows the client. */
    static final String REGISTRATION = "hub";

    /** Returns whether log-in by OpenID Connect is configured. */
    public boolean isOn() {
        return !issuer.isBlank();
    }

    /** Returns the audience that a bearer token must have. */
    String meantFor() {
        return audience.isBlank() ? clientId : audience;
    }

    /** Scheme, host and port of the service, for the pages' policy. */
    String origin() {
        URI address = URI.create(issuer);
        return address.getScheme() + "://" + address.getAuthority();
    }

    /** Hides the secret. */
    @Override
    public String toString() {
        return "OidcSettings[" + issuer + "]";
    }
}
