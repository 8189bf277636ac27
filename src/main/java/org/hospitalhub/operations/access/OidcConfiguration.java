package org.hospitalhub.operations.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.ledger.Audit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/**
 * Configures log-in by the hospital's OpenID Connect service. The service is first called at the first log-in: the hub
 * starts without it.
 */
@Configuration
@ConditionalOnExpression("!'${hub.oidc.issuer:}'.isBlank()")
class OidcConfiguration {

    @Bean
    ClientRegistrationRepository oidcClient(OidcSettings settings) {
        return new SupplierClientRegistrationRepository(
                () -> new InMemoryClientRegistrationRepository(registration(settings)));
    }

    private static ClientRegistration registration(OidcSettings settings) {
        boolean secret = !settings.clientSecret().isBlank();
        return ClientRegistrations.fromIssuerLocation(settings.issuer())
                .registrationId(OidcSettings.REGISTRATION)
                .clientId(settings.clientId())
                .clientSecret(settings.clientSecret())
                .clientAuthenticationMethod(
                        secret ? ClientAuthenticationMethod.CLIENT_SECRET_BASIC : ClientAuthenticationMethod.NONE)
                .scope(settings.scopes())
                .build();
    }

    @Bean
    OidcLogIn oidcLogIn(
            ClientRegistrationRepository clients,
            OidcSettings settings,
            LoginAttemptLimit limit,
            Audit audit,
            ObjectMapper json,
            InstantSource clock) {
        OidcRequestCookie asked = new OidcRequestCookie(clients, json, clock);
        return new OidcLogIn(clients, asked, new OidcTokenConverter(settings), limit, audit);
    }

    /** Returns the decoder, which accepts only tokens that were issued for this hub, not for another program of the hospital. */
    @Bean
    JwtDecoder oidcTokens(OidcSettings settings) {
        return new SupplierJwtDecoder(() -> {
            NimbusJwtDecoder decoder =
                    NimbusJwtDecoder.withIssuerLocation(settings.issuer()).build();
            decoder.setJwtValidator(validator(settings));
            return decoder;
        });
    }

    /**
     * Returns the validator: a token must expire, have the configured issuer and the hub as audience, and be an access token if
     * it names its type (RFC 9068 §2.1, §4).
     */
    private static OAuth2TokenValidator<Jwt> validator(OidcSettings settings) {
        JwtTimestampValidator times = new JwtTimestampValidator();
        times.setAllowEmptyExpiryClaim(false);
        JwtTypeValidator types = new JwtTypeValidator("JWT", "at+jwt", "application/at+jwt");
        types.setAllowEmpty(true);
        return JwtValidators.createDefaultWithValidators(
                times,
                types,
                new JwtIssuerValidator(settings.issuer()),
                new JwtClaimValidator<List<String>>(
                        JwtClaimNames.AUD, meant -> meant != null && meant.contains(settings.meantFor())));
    }
}
