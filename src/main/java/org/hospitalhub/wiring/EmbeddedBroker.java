package org.hospitalhub.wiring;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyAcceptorFactory;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** The Artemis broker inside the hub: persistent, with a log-in, on loopback unless told otherwise. */
final class EmbeddedBroker {

    static final String ORDERS = "hub.orders";
    private static final String HUB_ROLE = "hub";
    private static final String CLIENT_ROLE = "clients";
    private static final String HUB_USER = "hub-itself";
    private static final long LOCK_WAIT_MILLIS = 5_000;
    private static final int JOURNAL_FILE_BYTES = 2 * 1024 * 1024;
    private static final int JOURNAL_FILES = 2;
    private static final int COMPACT_MILLIS = 20_000;

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final int id;
    /** Nothing yet: what a run before left is cleaned at the first time. */
    private long cleanedAt = -1;

    /**
     * Prepares the broker.
     *
     * @param id distinguishes several hubs of one process
     * @param hubPassword the hub's own password, made anew at each start
     */
    EmbeddedBroker(JmsSettings settings, Path directory, int id, String hubPassword) throws Exception {
        this.id = id;
        broker.setConfiguration(configuration(settings, directory));
        broker.setSecurityManager(
                new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users(settings, hubPassword)));
        start(settings, directory);
    }

    /** The broker only logs most of what keeps it from starting, and its threads would keep the process alive. */
    private void start(JmsSettings settings, Path directory) throws Exception {
        boolean up;
        try {
            broker.start();
            up = broker.getActiveMQServer().isActive();
        } catch (Exception refused) {
            up = false;
        }
        if (!up) {
            broker.stop();
            throw new StartRefusedException("the embedded broker cannot start on " + settings.address() + ":"
                    + settings.port() + " with its journal in " + directory
                    + ": is the port in use (hub.jms.port), is another hub running on the same hub.data-dir?");
        }
    }

    static String hubUser() {
        return HUB_USER;
    }

    String url() {
        return "vm://" + id;
    }

    private Configuration configuration(JmsSettings settings, Path directory) throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setName("hub");
        configuration.setPersistenceEnabled(true);
        configuration.setJournalDirectory(directory.resolve("journal").toString());
        configuration.setBindingsDirectory(directory.resolve("bindings").toString());
        configuration.setLargeMessagesDirectory(directory.resolve("large").toString());
        configuration.setPagingDirectory(directory.resolve("paging").toString());
        configuration.setJournalType(JournalType.NIO);
        // Small files, and a pool no larger than the least number: a file whose messages are taken is deleted, not kept
        // with its old content for later use.
        configuration.setJournalFileSize(JOURNAL_FILE_BYTES);
        configuration.setJournalMinFiles(JOURNAL_FILES);
        configuration.setJournalPoolFiles(JOURNAL_FILES);
        // The default waits for ever, without a word, for another hub to let the journal go.
        configuration.setJournalLockAcquisitionTimeout(LOCK_WAIT_MILLIS);
        // The default makes each commit of a lone consumer wait 3.3 ms.
        configuration.setJournalBufferTimeout_NIO(100_000);
        configuration.setJMXManagementEnabled(true);
        configuration.setSecurityEnabled(true);
        configuration.addAcceptorConfiguration(new TransportConfiguration(
                InVMAcceptorFactory.class.getName(), Map.of("serverId", String.valueOf(id)), "hub"));
        if (settings.open()) {
            Map<String, Object> door = new HashMap<>();
            door.put("host", settings.address());
            door.put("port", settings.port());
            door.put("protocols", "CORE");
            configuration.addAcceptorConfiguration(
                    new TransportConfiguration(NettyAcceptorFactory.class.getName(), door, "clients"));
        }
        configuration.putSecurityRoles("#", Set.of(all(HUB_ROLE), client(true)));
        configuration.putSecurityRoles(ORDERS, Set.of(all(HUB_ROLE), client(false)));
        configuration.addAddressSetting("#", addresses());
        // Only a ledger that cannot write rolls an order back: it is given again for as long as that lasts.
        configuration.addAddressSetting(ORDERS, addresses().setMaxDeliveryAttempts(-1));
        return configuration;
    }

    private static AddressSettings addresses() {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of("DLQ"))
                .setExpiryAddress(SimpleString.of("EXPIRY"))
                .setMaxDeliveryAttempts(10)
                .setRedeliveryDelay(500)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60_000)
                .setDefaultConsumerWindowSize(0)
                .setAutoCreateQueues(true)
                .setAutoCreateAddresses(true)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false);
    }

    private static Role all(String name) {
        return new Role(name, true, true, true, true, true, true, true, true, true, true, true, true);
    }

    /** Clients send anywhere and read anywhere but from the queue of orders: those belong to everybody. */
    private static Role client(boolean mayRead) {
        return new Role(CLIENT_ROLE, true, mayRead, true, false, true, true, false, mayRead, true, false, false, false);
    }

    private static SecurityConfiguration users(JmsSettings settings, String hubPassword) {
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(HUB_USER, hubPassword);
        users.addRole(HUB_USER, HUB_ROLE);
        if (settings.user() != null && settings.password() != null) {
            users.addUser(settings.user(), settings.password());
            users.addRole(settings.user(), CLIENT_ROLE);
        }
        return users;
    }

    /**
     * Removes what was taken from the journal's files: the file in use is closed, what is still there is written to new
     * files, and the old ones are deleted. Does nothing when no message came since the last time.
     */
    synchronized void clean() throws Exception {
        ActiveMQServer server = broker.getActiveMQServer();
        long seen = server.getTotalMessagesAdded() + server.getTotalMessagesAcknowledged();
        if (seen != cleanedAt && server.getStorageManager().getMessageJournal() instanceof JournalImpl journal) {
            journal.forceMoveNextFile();
            journal.scheduleCompactAndBlock(COMPACT_MILLIS);
            cleanedAt = seen;
        }
    }

    void stop() throws Exception {
        broker.stop();
    }
}
