package org.hospitalhub.wiring.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.model.SystemConfig;

/** Apache Qpid Broker-J: a broker that is not Artemis and speaks AMQP 1.0, in this process, with a store on disk. */
final class AmqpBroker implements AutoCloseable {

    static final String USER = "his";
    static final String PASSWORD = "amqp-password";

    private final SystemLauncher launcher = new SystemLauncher();
    private final int port;

    AmqpBroker(Path home, int port) throws Exception {
        this.port = port;
        Path configuration = Files.writeString(
                home.resolve("broker.json"), """
                {"name": "hospital", "modelVersion": "9.0",
                 "authenticationproviders": [{"name": "users", "type": "Plain", "secureOnlyMechanisms": [],
                   "users": [{"name": "%s", "type": "managed", "password": "%s"}]}],
                 "ports": [{"name": "amqp", "type": "AMQP", "port": "%d", "bindingAddress": "127.0.0.1",
                   "authenticationProvider": "users", "protocols": ["AMQP_1_0"],
                   "virtualhostaliases": [{"name": "default", "type": "defaultAlias"}, {"name": "byHost", "type": "hostnameAlias"}]}],
                 "virtualhostnodes": [{"name": "hospital", "type": "Memory", "defaultVirtualHostNode": "true",
                   "virtualHostInitialConfiguration": "{\\"type\\": \\"DERBY\\", \\"storePath\\": \\"%s\\", \\"nodeAutoCreationPolicies\\": [{\\"pattern\\": \\"hub[.].*\\", \\"createdOnPublish\\": \\"true\\", \\"createdOnConsume\\": \\"true\\", \\"nodeType\\": \\"queue\\", \\"attributes\\": {}}]}"}]}
                """.formatted(USER, PASSWORD, port, home.resolve("messages")));
        Map<String, Object> system = new HashMap<>();
        system.put(SystemConfig.TYPE, "Memory");
        system.put(
                SystemConfig.INITIAL_CONFIGURATION_LOCATION,
                configuration.toUri().toString());
        system.put(SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT, "false");
        system.put(SystemConfig.QPID_WORK_DIR, home.resolve("work").toString());
        System.setProperty("derby.stream.error.file", home.resolve("derby.log").toString());
        launcher.startup(system);
    }

    String url() {
        return "amqp://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        launcher.shutdown();
    }
}
