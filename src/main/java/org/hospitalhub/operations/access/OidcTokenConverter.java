package org.hospitalhub.operations.access;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Owners;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.ClaimAccessor;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Converts an OIDC token into a user with name and roles. Keycloak's {@code realm_access.roles} counts beside the configured
 * claim.
 */
final class OidcTokenConverter implements Converter<Jwt, AbstractAuthenticationToken> {

    private static final Set<String> KNOWN =
            Set.of(Roles.INTEGRATOR, Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN, Roles.METRICS);
    private static final String KEYCLOAK = "realm_access.roles";

    private final String rolesClaim;
    private final String nameClaim;

    OidcTokenConverter(OidcSettings settings) {
        this.rolesClaim = settings.rolesClaim();
        this.nameClaim = settings.nameClaim();
    }

    @Override
    public AbstractAuthenticationToken convert(Jwt token) {
        if (isReserved(token)) {
            throw new InvalidBearerTokenException("the user name in this token is reserved");
        }
        String name = token.getClaimAsString(name(token));
        if (name == null) {
            throw new InvalidBearerTokenException("this token contains no user name");
        }
        return new JwtAuthenticationToken(token, roles(token), name);
    }

    /** Returns the claim that holds the user's name; every token has a subject. */
    String name(ClaimAccessor claims) {
        return claims.hasClaim(nameClaim) ? nameClaim : "sub";
    }

    /** Somebody of such a name would own what the drop folder or the broker brought. */
    private boolean isReserved(ClaimAccessor claims) {
        String name = claims.getClaimAsString(name(claims));
        return name != null && Owners.isReserved(name);
    }

    List<GrantedAuthority> roles(ClaimAccessor claims) {
        String user = claims.getClaimAsString(name(claims));
        if (user == null || user.isBlank() || Owners.isReserved(user.strip())) {
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

    /** Returns the value of a claim, whose name may itself have dots ({@code https://hospital.example/roles}). */
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
