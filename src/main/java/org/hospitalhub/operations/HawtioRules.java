package org.hospitalhub.operations;

import java.util.Locale;
import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.AllowAllRestrictor;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * What Hawtio may do for whom. Nobody reaches the JVM's own commands, since those run code and dump the memory; message
 * bodies need the right to unmask; only ADMIN changes anything, an OPERATOR looks. Made by Jolokia by its name.
 */
public final class HawtioRules extends AllowAllRestrictor {

    private static final Set<String> CLOSED = Set.of("com.sun.management", "jdk.management.jfr", "JMImplementation");
    private static final Set<String> TELLING =
            Set.of("SystemProperties", "InputArguments", "ClassPath", "BootClassPath");
    private static final Set<String> LOOKING = Set.of("get", "is", "list", "dump", "count", "has", "browse");
    private static final Set<String> BODIES = Set.of("browse", "message", "exchange", "trace", "body", "send");

    @Override
    public boolean isAttributeReadAllowed(ObjectName bean, String attribute) {
        return !closed(bean) && (is(Access.ADMIN) || !TELLING.contains(attribute)) && bodiesAllowed(attribute);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName bean, String attribute) {
        return !closed(bean) && is(Access.ADMIN);
    }

    @Override
    public boolean isOperationAllowed(ObjectName bean, String operation) {
        if (closed(bean) || !bodiesAllowed(operation)) {
            return false;
        }
        return is(Access.ADMIN) || LOOKING.stream().anyMatch(operation::startsWith);
    }

    private static boolean bodiesAllowed(String name) {
        String word = name.toLowerCase(Locale.ROOT);
        boolean showsBodies = word.contains("browse")
                || word.startsWith("dumptracedmessages")
                || word.startsWith("dumpalltracedmessages")
                || (BODIES.stream().anyMatch(word::contains) && word.endsWith("asjson") && !word.contains("stats"));
        return !showsBodies || is(Access.ADMIN) || is(Access.AUDITOR);
    }

    private static boolean closed(ObjectName bean) {
        return CLOSED.contains(bean.getDomain()) || "DiagnosticCommand".equals(bean.getKeyProperty("type"));
    }

    private static boolean is(String role) {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null && Desk.has(who, role);
    }
}
