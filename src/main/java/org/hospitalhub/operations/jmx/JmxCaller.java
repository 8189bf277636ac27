package org.hospitalhub.operations.jmx;

import org.hospitalhub.operations.access.Roles;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Finds the current user of a JMX operation, which has no user of its own. */
final class JmxCaller {

    private JmxCaller() {}

    /** The person behind a call, who may act. A call that did not come through the log-in has nobody behind it. */
    static Authentication acting() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        if (who == null || !Roles.hasAny(who, Roles.OPERATOR, Roles.ADMIN)) {
            throw new IllegalStateException(
                    "Log in as OPERATOR or ADMIN, through Hawtio: the audit must know who did it.");
        }
        return who;
    }
}
