package org.hospitalhub.wiring.broker;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.ResourceLimitSettings;
import org.hospitalhub.operations.health.BrokerStatus;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Artemis broker inside the hub: persistent, with authentication, on loopback by default. */
final class EmbeddedBroker implements BrokerStatus {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

    private static final String ROLE = "users";
    private static final String HUB_USER = "hub-itself";
    private static final long LOCK_WAIT_MILLIS = 5_000;
    private static final int JOURNAL_FILE_BYTES = 2 * 1024 * 1024;
    private static final int JOURNAL_FILES = 2;
    private static final int DISK_LOOK_MILLIS = 1_000;
    private static final int COMPACT_MILLIS = 20_000;

    /** Largest packet of a client: far above the 100 KB from which clients send messages in pieces by default. */
    static final int PACKET_BYTES = 16 * 1024 * 1024;

    /** Most queues of one user, temporary ones included: ten thousand fill a heap of 512 MB. */
    static final int QUEUES_PER_USER = 500;

    /** Share of the heap that messages may use: an eighth. */
    private static final int HEAP_SHARE = 8;

    /** Bytes that messages of uncommitted transactions may use: 64 MB, or a sixteenth of a small heap. */
    static final long UNCOMMITTED_BYTES =
            Math.min(64L * 1024 * 1024, Runtime.getRuntime().maxMemory() / 16);

    private static final int PAGE_BYTES = 2 * 1024 * 1024;

    private static final int SESSIONS_PER_USER = 1_000;
    private static final int CONNECTIONS = 1_000;

    /** Least free disk space for opening the journal again, and below which senders are blocked. */
    private static final long ROOM_BYTES = 32L * 1024 * 1024;

    private final JmsSettings settings;
    private final Path directory;
    private final int id;
    private final String hubPassword;
    private volatile ActiveMQServer server;
    private volatile boolean stopped;
    private volatile @Nullable String trouble;
    /** Initially -1, so that the first run removes the messages of an earlier process. */
    private long cleanedAt = -1;

    /**
     * Starts the broker.
     *
     * @param id distinguishes several hubs of one process
     * @param hubPassword the hub's own password, generated at each start
     */
    EmbeddedBroker(JmsSettings settings, Path directory, int id, String hubPassword) throws Exception {
        this.settings = settings;
        this.directory = directory;
        this.id = id;
        this.hubPassword = hubPassword;
        this.server = server();
        if (!started()) {
            throw new StartRefusedException("the embedded broker cannot start on " + settings.address() + ":"
                    + settings.port() + " with its journal in " + directory
                    + ": check that the port (hub.jms.port) is free and that no other hub uses the same hub.data-dir");
        }
    }

    private ActiveMQServer server() throws Exception {
        ActiveMQServer made = ActiveMQServers.newActiveMQServer(
                configuration(settings, directory),
                ManagementFactory.getPlatformMBeanServer(),
                new BrokerAuthorization(users(settings, hubPassword), HUB_USER, settings.senders()));
        made.registerBrokerPlugin(new TransactionBound(HUB_USER, UNCOMMITTED_BYTES));
        return made;
    }

    /** Returns whether the broker has started. It only logs most errors, and its threads would keep the process alive. */
    private boolean started() throws Exception {
        boolean up;
        try {
            server.start();
            up = server.isActive();
        } catch (Exception refused) {
            up = false;
        }
        if (!up) {
            server.stop();
        }
        return up;
    }

    /**
     * Restarts the broker if it has stopped by itself: Artemis stops when the disk is full or the journal fails, and does not
     * start again when the cause is gone.
     */
    synchronized void revive() {
        if (stopped) {
            return;
        }
        String found = server.isActive() ? held() : restarted();
        if (found != null && !found.equals(trouble)) {
            log.error("The embedded broker: {}; no messages are received or sent; trying again", found);
        } else if (found == null && trouble != null) {
            log.info("The embedded broker works again");
        }
        trouble = found;
    }

    private @Nullable String held() {
        return server.getPagingManager().isDiskFull()
                ? "the disk of its journal is full and senders are blocked"
                : null;
    }

    private @Nullable String restarted() {
        if (directory.toFile().getUsableSpace() < ROOM_BYTES) {
            return "it has stopped because the disk of its journal is full";
        }
        try {
            server.stop();
            server = server();
            return started() ? null : "it has stopped and its journal cannot be opened";
        } catch (Exception cannot) {
            return "it has stopped and cannot be started (" + cannot.getClass().getSimpleName() + ")";
        }
    }

    @Override
    public Optional<String> problem() {
        String known = trouble;
        return known == null && !stopped && !server.isActive()
                ? Optional.of("it has stopped")
                : Optional.ofNullable(known);
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
        // Small files and the smallest pool, so that a file whose messages are consumed is deleted instead of kept with
        // its old
        // content.
        configuration.setJournalFileSize(JOURNAL_FILE_BYTES);
        configuration.setJournalMinFiles(JOURNAL_FILES);
        configuration.setJournalPoolFiles(JOURNAL_FILES);
        // The default waits silently and without limit for another hub to release the journal.
        configuration.setJournalLockAcquisitionTimeout(LOCK_WAIT_MILLIS);
        // The default makes each commit of a lone consumer wait 3.3 ms.
        configuration.setJournalBufferTimeout_NIO(100_000);
        // A percentage would block all senders on a large disk that is nearly full but has enough space.
        configuration.setMaxDiskUsage(-1);
        configuration.setMinDiskFree(ROOM_BYTES);
        configuration.setDiskScanPeriod(DISK_LOOK_MILLIS);
        // The default is half of the heap: with it, messages that nobody reads ended a hub of 512 MB. Beyond it they go
        // to disk.
        configuration.setGlobalMaxSize(Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        configuration.setJMXManagementEnabled(true);
        configuration.setSecurityEnabled(true);
        configuration.addAcceptorConfiguration(new TransportConfiguration(
                InVMAcceptorFactory.class.getName(), Map.of("serverId", String.valueOf(id)), "hub"));
        if (settings.open()) {
            Map<String, Object> door = new HashMap<>();
            door.put("host", settings.address());
            door.put("port", settings.port());
            door.put("protocols", "CORE");
            // Artemis' own limit, which counts from the log-in; before it, a packet has 4 KB.
            door.put("coreMaxFrameSize", PACKET_BYTES);
            door.put(TransportConstants.CONNECTIONS_ALLOWED, CONNECTIONS);
            configuration.addAcceptorConfiguration(
                    new TransportConfiguration(NettyAcceptorFactory.class.getName(), door, "clients"));
        }
        // BrokerAuthorization decides who may do what; a message contains the authenticated name of its sender.
        configuration.putSecurityRoles(
                "#", Set.of(new Role(ROLE, true, true, true, true, true, true, true, true, true, true, true, true)));
        configuration.setPopulateValidatedUser(true);
        // Counts a delivery before it happens: otherwise a message that ends the process would do so at every start.
        configuration.setPersistDeliveryCountBeforeDelivery(true);
        clients(settings).forEach(client -> configuration.addResourceLimitSettings(limits(client)));
        // With wildcards, a queue named hub.# would get a copy of every order and answer.
        configuration.setWildCardConfiguration(new WildcardConfiguration().setRoutingEnabled(false));
        configuration.addAddressSetting("#", addresses());
        // Orders are rolled back only while the ledger cannot write, so they are redelivered without limit.
        configuration.addAddressSetting(BrokerAuthorization.ORDERS, addresses().setMaxDeliveryAttempts(-1));
        queues(settings).forEach(queue -> configuration.addAddressConfiguration(queue(queue)));
        return configuration;
    }

    /** Returns the queues that the hub creates, since their readers may not create them. */
    private static List<String> queues(JmsSettings settings) {
        List<String> queues = new ArrayList<>(BrokerAuthorization.OF_DEFAULT);
        queues.add(BrokerAuthorization.ORDERS);
        for (JmsSettings.User user : settings.users()) {
            queues.add(user.home() + BrokerAuthorization.RESULTS);
            queues.add(user.home() + BrokerAuthorization.PROGRESS);
        }
        return queues;
    }

    private static ResourceLimitSettings limits(String client) {
        ResourceLimitSettings limits = new ResourceLimitSettings();
        limits.setMatch(SimpleString.of(client));
        limits.setMaxQueues(QUEUES_PER_USER);
        limits.setMaxSessions(SESSIONS_PER_USER);
        return limits;
    }

    private static List<String> clients(JmsSettings settings) {
        List<String> clients = new ArrayList<>(
                settings.users().stream().map(JmsSettings.User::name).toList());
        if (settings.hasDefault() && settings.user() != null) {
            clients.add(settings.user());
        }
        return clients;
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
                .setPageSizeBytes(PAGE_BYTES)
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
        if (settings.hasDefault() && settings.user() != null && settings.password() != null) {
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
     * Removes consumed messages from the journal's files: closes the current file, copies pending messages to new files and
     * deletes the old ones. Does nothing when no message arrived since the last time.
     */
    synchronized void clean() throws Exception {
        if (!server.isActive()) {
            return;
        }
        long seen = server.getTotalMessagesAdded() + server.getTotalMessagesAcknowledged();
        if (seen != cleanedAt && server.getStorageManager().getMessageJournal() instanceof JournalImpl journal) {
            journal.forceMoveNextFile();
            journal.scheduleCompactAndBlock(COMPACT_MILLIS);
            cleanedAt = seen;
        }
    }

    synchronized boolean hasQueue(String name) {
        return server.locateQueue(SimpleString.of(name)) != null;
    }

    /** Stops the broker after waiting for a restart in progress, which takes some seconds at most. */
    synchronized void stop() throws Exception {
        stopped = true;
        server.stop();
    }
}
