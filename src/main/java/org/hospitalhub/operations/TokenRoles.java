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
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Reads name and roles out of the claims of an OIDC token. Keycloak's {@code realm_access.roles} counts beside the
 * configured claim.
 */
final class TokenRoles implements Converter<Jwt, AbstractAuthenticationToken> {

    private static final Set<String> KNOWN =
            Set.of(Access.INTEGRATOR, Access.OPERATOR, Access.AUDITOR, Access.ADMIN, Access.METRICS);
    private static final String KEYCLOAK = "realm_access.roles";

    /** Names under which triggers and the hub itself own orders and write the audit; whoever had one would read those. */
    private static final Set<String> RESERVED = Set.of("file", "jms", "http", "hub", "(unknown)");

    private final String rolesClaim;
    private final String nameClaim;

    TokenRoles(OidcSettings settings) {
        this.rolesClaim = settings.rolesClaim();
        this.nameClaim = settings.nameClaim();
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        return new JwtAuthenticationToken(token, roles(token), token.getClaimAsString(name(token)));
    }

    /** The claim that holds the user's name; every token has a subject. */
    String name(ClaimAccessor claims) {
        return claims.hasClaim(nameClaim) ? nameClaim : "sub";
    }

    List<GrantedAuthority> roles(ClaimAccessor claims) {
        String user = claims.getClaimAsString(name(claims));
        if (user == null || user.isBlank() || RESERVED.contains(user.strip().toLowerCase(Locale.ROOT))) {
            return List.of();
        }
        return Stream.of(rolesClaim, KEYCLOAK)
                .flatMap(path -> names(find(claims.getClaims(), path)))
                .map(role -> role.toUpperCase(Locale.ROOT))
                .filter(KNOWN::contains)
                .distinct()
                .<GrantedAuthority>map(role -> new SimpleGrantedAuthority("ROLE_" + role))
                .toList();
    }

    /** A claim may have dots in its name, too ({@code https://hospital.example/roles}). */
    private static @Nullable Object find(Map<?, ?> claims, String path) {
        int dot = path.indexOf('.');
        if (claims.containsKey(path) || dot < 0) {
            return claims.get(path);
        }
        return claims.get(path.substring(0, dot)) instanceof Map<?, ?> inner
                ? find(inner, path.substring(dot + 1))
                : null;
    }

    private static Stream<String> names(@Nullable Object claim) {
        return claim instanceof Collection<?> names
                ? names.stream().map(String::valueOf)
                : claim instanceof String one ? Stream.of(one.split("[ ,]+")) : Stream.empty();
    }
}
