package org.hospitalhub.operations.jmx;

import org.hospitalhub.operations.access.Roles;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Finds the current user of a JMX operation, which has no user of its own. */
final class JmxCaller {

    private JmxCaller() {}

    /** Returns the person behind a call, who may act. A call without a log-in has no user. */
    static Authentication acting() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null || !Roles.hasAny(who, Roles.OPERATOR, Roles.ADMIN)) {
            throw new IllegalStateException(
                    "Log in to Hawtio as OPERATOR or ADMIN, because the audit records the user.");
        }
        return who;
    }
}
