package org.hospitalhub.wiring.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;
import org.hospitalhub.intake.JmsSenders;
import org.jspecify.annotations.Nullable;

/**
 * Decides which user of the embedded broker may use which address, and how. A client sends orders and has queues of its own;
 * everything else is denied, including the broker's own addresses and names with wildcards.
 */
final class BrokerAuthorization extends ActiveMQJAASSecurityManager {

    static final String ORDERS = "hub.orders";
    static final String RESULTS = "results";
    static final String PROGRESS = "progress";
    /** The hub's queues that the user {@code hub.jms.user} reads. */
    static final List<String> OF_DEFAULT = List.of("hub.results", "hub.rejected", "hub.progress");

    private static final Set<CheckType> READING = Set.of(CheckType.CONSUME, CheckType.BROWSE);
    private static final Set<CheckType> CREATING =
            Set.of(CheckType.CREATE_ADDRESS, CheckType.CREATE_DURABLE_QUEUE, CheckType.CREATE_NON_DURABLE_QUEUE);
    private static final Set<CheckType> NEVER = Set.of(CheckType.MANAGE, CheckType.VIEW, CheckType.EDIT);

    private static final int REMEMBERED = 100_000;

    private final String hubUser;
    private final JmsSenders senders;
    /** Names of the newest temporary queues that clients created. */
    private final Map<String, Boolean> temporary = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    BrokerAuthorization(SecurityConfiguration users, String hubUser, JmsSenders senders) {
        super(InVMLoginModule.class.getName(), users);
        this.hubUser = hubUser;
        this.senders = senders;
    }

    @Override
    public boolean authorize(Subject subject, Set<Role> roles, CheckType type, String address) {
        String user = subject == null ? null : getUserFromSubject(subject);
        return user != null && isAllowed(user, type, address);
    }

    @Override
    public boolean validateUserAndRole(String user, String password, Set<Role> roles, CheckType type) {
        return false;
    }

    /**
     * Returns whether a user may do this.
     *
     * @param address name of an address, or address and queue separated by {@code ::}
     */
    boolean isAllowed(String user, CheckType type, String address) {
        int parting = address.indexOf("::");
        String name = parting < 0 ? address : address.substring(0, parting);
        String queue = parting < 0 ? null : address.substring(parting + 2);
        if (user.equals(hubUser)) {
            // Otherwise an answer would re-create a temporary queue that its client has deleted, permanently and with
            // patient
            // data.
            return !(CREATING.contains(type) && wasTemporary(name));
        }
        if (NEVER.contains(type)) {
            return false;
        }
        if (name.equals(ORDERS)) {
            return type == CheckType.SEND && (queue == null || queue.equals(ORDERS));
        }
        if (OF_DEFAULT.contains(name)) {
            return READING.contains(type) && isFirst(user) && (queue == null || queue.equals(name));
        }
        boolean allowed = owns(user, name) && (queue == null || owns(user, queue));
        if (allowed && type == CheckType.CREATE_NON_DURABLE_QUEUE) {
            remember(name);
        }
        return allowed;
    }

    private void remember(String name) {
        synchronized (temporary) {
            temporary.put(name, true);
        }
    }

    private boolean wasTemporary(String name) {
        synchronized (temporary) {
            return temporary.containsKey(name);
        }
    }

    private boolean isFirst(String user) {
        return senders.of(user).isDefault();
    }

    private boolean owns(String user, @Nullable String queue) {
        return queue != null && senders.owns(user, queue);
    }
}
