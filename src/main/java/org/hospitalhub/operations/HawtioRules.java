package org.hospitalhub.operations;

import java.util.Locale;
import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.restrictor.AllowAllRestrictor;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * What Hawtio may do for whom. Nobody reaches the JVM's own commands, since those run code and dump the memory; messages
 * need the right to unmask; an OPERATOR looks, and acts on the hub's own beans; only ADMIN changes anything else. Made by
 * Jolokia by its name.
 */
public final class HawtioRules extends AllowAllRestrictor {

    private static final String OURS = "org.hospitalhub";
    private static final Set<String> CLOSED = Set.of("com.sun.management", "jdk.management.jfr", "JMImplementation");
    private static final Set<String> TELLING =
            Set.of("SystemProperties", "InputArguments", "ClassPath", "BootClassPath");
    private static final Set<String> LOOKING = Set.of("get", "is", "list", "dump", "count", "has", "browse");
    private static final Set<String> MESSAGES = Set.of("browse", "message", "body", "exchange", "trace");

    @Override
    public boolean isAttributeReadAllowed(ObjectName bean, String attribute) {
        return !closed(bean)
                && (is(Access.ADMIN) || !TELLING.contains(attribute))
                && (unmasks() || !showsMessages("get" + attribute));
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName bean, String attribute) {
        return !closed(bean) && is(Access.ADMIN);
    }

    @Override
    public boolean isOperationAllowed(ObjectName bean, String operation) {
        if (closed(bean) || (showsMessages(operation) && !unmasks())) {
            return false;
        }
        boolean acts = bean.getDomain().equals(OURS) && is(Access.OPERATOR);
        return acts || is(Access.ADMIN) || LOOKING.stream().anyMatch(operation::startsWith);
    }

    /** Of what is named after messages only numbers and switches are harmless: they are counted, or got as single values. */
    private static boolean showsMessages(String operation) {
        String word = operation.replaceFirst("\\(.*", "").toLowerCase(Locale.ROOT);
        boolean single = word.startsWith("count") || word.startsWith("get") || word.startsWith("is");
        return MESSAGES.stream().anyMatch(word::contains)
                && (!single || word.contains("asjson") || word.contains("asxml"));
    }

    private static boolean unmasks() {
        return is(Access.AUDITOR) || is(Access.ADMIN);
    }

    private static boolean closed(ObjectName bean) {
        return CLOSED.contains(bean.getDomain()) || "DiagnosticCommand".equals(bean.getKeyProperty("type"));
    }

    private static boolean is(String role) {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null && Desk.has(who, role);
    }
}
