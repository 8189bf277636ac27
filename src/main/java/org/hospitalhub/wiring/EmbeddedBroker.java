package org.hospitalhub.wiring;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.WildcardConfiguration;
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

/** The Artemis broker inside the hub: persistent, with a log-in, on loopback unless told otherwise. */
final class EmbeddedBroker {

    private static final String ROLE = "users";
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
        broker.setSecurityManager(new BrokerAccess(users(settings, hubPassword), HUB_USER, settings.senders()));
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
        // Who may do what is for BrokerAccess to say; a message carries the name of its sender, which the broker has
        // checked.
        configuration.putSecurityRoles(
                "#", Set.of(new Role(ROLE, true, true, true, true, true, true, true, true, true, true, true, true)));
        configuration.setPopulateValidatedUser(true);
        // A queue named hub.# would get a copy of every order and answer.
        configuration.setWildCardConfiguration(new WildcardConfiguration().setRoutingEnabled(false));
        configuration.addAddressSetting("#", addresses());
        // Only a ledger that cannot write rolls an order back: it is given again for as long as that lasts.
        configuration.addAddressSetting(BrokerAccess.ORDERS, addresses().setMaxDeliveryAttempts(-1));
        queues(settings).forEach(queue -> configuration.addAddressConfiguration(queue(queue)));
        return configuration;
    }

    /** Queues that are there from the start, since those who read them may not make them. */
    private static List<String> queues(JmsSettings settings) {
        List<String> queues = new ArrayList<>(BrokerAccess.OF_FIRST);
        queues.add(BrokerAccess.ORDERS);
        for (JmsSettings.User user : settings.users()) {
            queues.add(user.home() + BrokerAccess.RESULTS);
            queues.add(user.home() + BrokerAccess.PROGRESS);
        }
        return queues;
    }

    private static CoreAddressConfiguration queue(String name) {
        return new CoreAddressConfiguration()
                .setName(name)
                .addRoutingType(RoutingType.ANYCAST)
                .addQueueConfiguration(
                        QueueConfiguration.of(name).setAddress(name).setRoutingType(RoutingType.ANYCAST));
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

    private static SecurityConfiguration users(JmsSettings settings, String hubPassword) {
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(HUB_USER, hubPassword);
        users.addRole(HUB_USER, ROLE);
        if (settings.hasFirst() && settings.user() != null && settings.password() != null) {
            users.addUser(settings.user(), settings.password());
            users.addRole(settings.user(), ROLE);
        }
        settings.users().forEach(user -> {
            users.addUser(user.name(), user.password());
            users.addRole(user.name(), ROLE);
        });
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

    boolean hasQueue(String name) {
        return broker.getActiveMQServer().locateQueue(SimpleString.of(name)) != null;
    }

    void stop() throws Exception {
        broker.stop();
    }
}
