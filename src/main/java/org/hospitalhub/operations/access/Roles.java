package org.hospitalhub.operations.access;

import java.util.Arrays;
import org.springframework.security.core.Authentication;

/** The roles that a user of the hub may have (docs/security.md). */
public final class Roles {

    public static final String INTEGRATOR = "INTEGRATOR";
    public static final String OPERATOR = "OPERATOR";
    public static final String AUDITOR = "AUDITOR";
    public static final String ADMIN = "ADMIN";
    /** Sees metrics and health, nothing else. */
    public static final String METRICS = "METRICS";

    private Roles() {}

    /** Returns whether a user has at least one of the roles. */
    public static boolean hasAny(Authentication user, String... roles) {
        return user.getAuthorities().stream()
                .map(authority -> String.valueOf(authority.getAuthority()))
                .anyMatch(authority -> Arrays.stream(roles).anyMatch(role -> authority.equals("ROLE_" + role)));
    }
}
