package org.hospitalhub.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.operations.access.Roles;
import org.jolokia.server.core.restrictor.AllowAllRestrictor;
import org.jolokia.server.core.util.RequestType;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Decides which JMX operations of Hawtio a user may call: only what is listed here. Nothing that sends, evaluates a text,
 * makes an endpoint or changes an attribute is listed, for such an operation could read every file and setting of the hub.
 * An OPERATOR reads, and acts on the hub's own beans; messages need the right to unmask; only ADMIN starts and stops routes
 * and queues.
 *
 * <p>Jolokia creates it by its name, which copies of {@code application.yaml} hold: package and name stay.
 */
public final class HawtioRules extends AllowAllRestrictor {

    private static final String OURS = "org.hospitalhub";
    private static final Set<RequestType> TYPES = Set.of(
            RequestType.READ,
            RequestType.EXEC,
            RequestType.LIST,
            RequestType.SEARCH,
            RequestType.VERSION,
            RequestType.WRITE);

    /** Settings, arguments and variables of the process: the ledger's key may be among them. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)SystemProperties|InputArguments|ClassPath|BootClassPath|LibraryPath|GlobalOptions?|Properties|Environment.*"
                    + "|.*(password|passwd|secret|token|credential|api_?key|psk|keystore|truststore|sensitive).*");

    private static final Set<String> MESSAGES = Set.of("browse", "message", "body", "exchange", "trace");

    /**
     * Operations of the beans of one domain.
     *
     * @param beans domain, and the type of its beans where it matters
     * @param names names of operations, whole
     * @param role who may call them; messages need the right to unmask besides
     */
    private record Allowed(Pattern beans, Pattern names, String role) {
        static Allowed of(String beans, String names, String role) {
            return new Allowed(Pattern.compile(beans), Pattern.compile(names), role);
        }
    }

    private static final List<Allowed> LIST = List.of(
            Allowed.of("org\\.apache\\.camel/.*", "(get|is)[A-Z]\\w*", Roles.OPERATOR),
            Allowed.of(
                    "org\\.apache\\.camel/(context|routes|processors)",
                    "dump(Routes?|RouteTemplates|Rests|Processor)As(Xml|Yaml)|dumpRoutesCoverageAsXml"
                            + "|dumpRouteSourceLocationsAsXml|dump(Route|Routes|Step)?StatsAs(Xml|JSon)|statsAsJSon"
                            + "|routeIds|routeGroups|processorIds|componentNames|languageNames|dataFormatNames",
                    Roles.OPERATOR),
            Allowed.of("org\\.apache\\.camel/endpoints", "browse\\w*|queueSize", Roles.OPERATOR),
            Allowed.of("org\\.apache\\.camel/(services|tracer)", "browse|size|dump\\w*", Roles.OPERATOR),
            Allowed.of("org\\.apache\\.camel/routes", "start|stop|suspend|resume|reset", Roles.ADMIN),
            Allowed.of(
                    "org\\.apache\\.activemq\\.artemis/.*",
                    "(get|is)[A-Z]\\w*|count(Delivering)?Messages|list(Addresses|Queues|Consumers|Producers|Sessions|Connections"
                            + "|ConnectionIDs|RemoteAddresses|BindingsForAddress|DivertNames|NetworkTopology|BrokerConnections)"
                            + "|list(AllConsumers|AllSessions|Connections|Consumers|Sessions|ProducersInfo|Groups|MessageCounter)AsJSON"
                            + "|browse|list(Delivering|Scheduled)?Messages(AsJSON)?|peekFirst(Scheduled)?MessageAsJSON",
                    Roles.OPERATOR),
            Allowed.of(
                    "org\\.apache\\.activemq\\.artemis/addresses",
                    "pause|resume|moveMessage|retryMessage|removeMessage",
                    Roles.ADMIN),
            Allowed.of(
                    "java\\.lang/Threading",
                    "dumpAllThreads|findDeadlockedThreads|findMonitorDeadlockedThreads|getThread\\w+",
                    Roles.OPERATOR),
            Allowed.of("java\\.lang/Memory", "gc", Roles.ADMIN),
            Allowed.of("hawtio/security", "canInvoke", Roles.OPERATOR),
            Allowed.of("org\\.springframework\\.boot/Endpoint", "health", Roles.OPERATOR));

    /** Beans whose attributes may be read. */
    private static final Pattern READABLE = Pattern.compile(
            "org\\.hospitalhub/.*|org\\.apache\\.camel/.*|org\\.apache\\.activemq\\.artemis/.*|java\\.lang/.*|java\\.nio/.*"
                    + "|hawtio/.*|org\\.apache\\.commons\\.pool2/.*|org\\.springframework\\.boot/.*|metrics/.*");

    /** The most that one HTTP call may cost, in attributes: its answer is built in memory, and a call may hold thousands of requests. */
    private static final int MOST_OF_A_CALL = 20_000;

    private static final int COST_OF_A_LIST = 2_000;

    /** A dump of all threads has two hundred kilobytes, and so may a list of sessions. */
    private static final int COST_OF_AN_OPERATION = 500;

    private static final String SPENT = HawtioRules.class.getName() + ".spent";

    @Override
    public boolean isTypeAllowed(RequestType type) {
        boolean list = type == RequestType.LIST || type == RequestType.SEARCH;
        return TYPES.contains(type) && spend(list ? COST_OF_A_LIST : 1);
    }

    /** Returns false when this HTTP call has used up what it may cost. */
    private static boolean spend(int cost) {
        RequestAttributes call = RequestContextHolder.getRequestAttributes();
        if (call == null) {
            return true;
        }
        int spent = call.getAttribute(SPENT, RequestAttributes.SCOPE_REQUEST) instanceof Integer before ? before : 0;
        call.setAttribute(SPENT, spent + cost, RequestAttributes.SCOPE_REQUEST);
        return spent < MOST_OF_A_CALL;
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName bean, String attribute) {
        spend(1);
        boolean messages = showsMessages("get" + attribute);
        boolean allowed = READABLE.matcher(kind(bean)).matches()
                && !SECRET.matcher(attribute).matches()
                && (unmasks() || !messages);
        if (allowed && messages) {
            note("jmx-messages", attribute, bean);
        }
        return allowed;
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName bean, String attribute) {
        note("jmx-refused", attribute, bean);
        return false;
    }

    /** Audits an allowed operation before it is done; the hub's own beans do so themselves, with the reason. */
    @Override
    public boolean isOperationAllowed(ObjectName bean, String operation) {
        String name = operation.replaceFirst("\\(.*", "");
        boolean ours = bean.getDomain().equals(OURS);
        boolean messages = showsMessages(name);
        String role = ours ? Roles.OPERATOR : role(kind(bean), name);
        boolean allowed = spend(COST_OF_AN_OPERATION)
                && role != null
                && !SECRET.matcher(name.replaceFirst("^(get|is)", "")).matches()
                && (is(Roles.ADMIN) || is(role))
                && (unmasks() || !messages);
        if (!allowed) {
            note("jmx-refused", operation, bean);
        } else if (messages) {
            note("jmx-messages", operation, bean);
        } else if (Roles.ADMIN.equals(role)) {
            note("jmx-act", operation, bean);
        }
        return allowed;
    }

    private static @Nullable String role(String kind, String operation) {
        return LIST.stream()
                .filter(allowed -> allowed.beans().matcher(kind).matches()
                        && allowed.names().matcher(operation).matches())
                .map(Allowed::role)
                .findFirst()
                .orElse(null);
    }

    /** Domain and type of a bean: {@code org.apache.camel/routes}. */
    private static String kind(ObjectName bean) {
        String type = bean.getKeyProperty("type");
        String component = bean.getKeyProperty("component");
        return bean.getDomain() + "/" + (type != null ? type : component != null ? component : "");
    }

    /** Without its arguments, which may be a message. Fails, and with it the call, when the audit cannot be written. */
    private static void note(String action, String operation, ObjectName bean) {
        HttpServletRequest request =
                ((ServletRequestAttributes) RequestContextHolder.currentRequestAttributes()).getRequest();
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        WebApplicationContextUtils.getRequiredWebApplicationContext(request.getServletContext())
                .getBean(Audit.class)
                .record(who == null ? "(unknown)" : who.getName(), action, null, operation + " of " + bean);
    }

    /** Of what is named after messages only numbers and switches are harmless: they are counted, or got as single values. */
    private static boolean showsMessages(String operation) {
        String word = operation.replaceFirst("\\(.*", "").toLowerCase(Locale.ROOT);
        boolean single = word.startsWith("count") || word.startsWith("get") || word.startsWith("is");
        return MESSAGES.stream().anyMatch(word::contains)
                && (!single || word.contains("asjson") || word.contains("asxml"));
    }

    private static boolean unmasks() {
        return is(Roles.AUDITOR) || is(Roles.ADMIN);
    }

    private static boolean is(String role) {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null && Roles.hasAny(who, role);
    }
}
