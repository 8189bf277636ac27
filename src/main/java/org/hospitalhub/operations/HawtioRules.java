package org.hospitalhub.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import javax.management.ObjectName;
import org.hospitalhub.ledger.Audit;
import org.jolokia.server.core.restrictor.AllowAllRestrictor;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.context.support.WebApplicationContextUtils;

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
    private static final Set<String> LOOKING =
            Set.of("get", "is", "list", "dump", "count", "has", "browse", "canInvoke");
    private static final Set<String> MESSAGES = Set.of("browse", "message", "body", "exchange", "trace");

    @Override
    public boolean isAttributeReadAllowed(ObjectName bean, String attribute) {
        boolean messages = showsMessages("get" + attribute);
        boolean allowed =
                !closed(bean) && (is(Access.ADMIN) || !TELLING.contains(attribute)) && (unmasks() || !messages);
        if (allowed && messages) {
            note("jmx-messages", attribute, bean);
        }
        return allowed;
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName bean, String attribute) {
        boolean allowed = !closed(bean) && is(Access.ADMIN);
        note(allowed ? "jmx-write" : "jmx-refused", attribute, bean);
        return allowed;
    }

    /** What is allowed is written into the audit before it is done; the hub's own beans do so themselves, with the reason. */
    @Override
    public boolean isOperationAllowed(ObjectName bean, String operation) {
        boolean messages = showsMessages(operation);
        boolean ours = bean.getDomain().equals(OURS);
        boolean looks = LOOKING.stream().anyMatch(operation::startsWith);
        boolean allowed = !closed(bean)
                && (unmasks() || !messages)
                && ((ours && is(Access.OPERATOR)) || is(Access.ADMIN) || looks);
        if (!allowed) {
            note("jmx-refused", operation, bean);
        } else if (messages) {
            note("jmx-messages", operation, bean);
        } else if (!looks && !ours) {
            note("jmx-act", operation, bean);
        }
        return allowed;
    }

    /** Without its arguments, which may be a message. Fails, and with it the call, when the audit cannot be written. */
    private static void note(String deed, String operation, ObjectName bean) {
        HttpServletRequest request =
                ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        WebApplicationContextUtils.getRequiredWebApplicationContext(request.getServletContext())
                .getBean(Audit.class)
                .record(who == null ? "(unknown)" : who.getName(), deed, null, operation + " of " + bean);
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
