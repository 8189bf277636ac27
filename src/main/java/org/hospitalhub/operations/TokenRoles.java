package org.hospitalhub.operations;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** Reads the hub's roles out of an OIDC token: claim {@code roles}, or Keycloak's {@code realm_access.roles}. */
final class TokenRoles implements Converter<Jwt, AbstractAuthenticationToken> {

    private static final Set<String> KNOWN = Set.of(Access.INTEGRATOR, Access.OPERATOR, Access.AUDITOR, Access.ADMIN);

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        List<GrantedAuthority> roles = Stream.concat(names(token.getClaim("roles")), realm(token))
                .map(role -> role.toUpperCase(Locale.ROOT))
                .filter(KNOWN::contains)
                .distinct()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList();
        return new JwtAuthenticationToken(token, roles);
    }

    private static Stream<String> realm(Jwt token) {
        return token.getClaim("realm_access") instanceof Map<?, ?> realm ? names(realm.get("roles")) : Stream.empty();
    }

    private static Stream<String> names(@Nullable Object claim) {
        return claim instanceof Collection<?> names ? names.stream().map(String::valueOf) : Stream.empty();
    }
}
