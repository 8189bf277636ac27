package org.hospitalhub.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;

/** Names that tokens of the hospital's log-in service may not bring. */
class OidcTokenConverterTest {

    private final OidcTokenConverter roles = new OidcTokenConverter(
            new OidcSettings("https://id.example", "hub", "", "", List.of(), "roles", "preferred_username", ""));

    @ParameterizedTest
    @ValueSource(strings = {"file", "jms", "JMS", " file ", "jms:lab", "catalogue", "hub", "http"})
    void aUserWithTheNameOfATriggerIsRefused(String name) {
        Jwt token = token("preferred_username", name);
        assertThat(roles.roles(token)).isEmpty();
        assertThatThrownBy(() -> roles.convert(token)).isInstanceOf(InvalidBearerTokenException.class);
        assertThat(roles.roles(token("sub", name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"his", "filer", "jms-lab", "file.his", "Hubert"})
    void othersKeepTheirRoles(String name) {
        assertThat(roles.convert(token("preferred_username", name)).getAuthorities())
                .hasSize(1);
    }

    private static Jwt token(String claim, String name) {
        return Jwt.withTokenValue("t")
                .header("alg", "none")
                .claim("roles", List.of("INTEGRATOR"))
                .claim(claim, name)
                .build();
    }
}
