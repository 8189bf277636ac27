package org.hospitalhub.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * What compose.yaml describes, made of images: PostgreSQL, Artemis, the sandbox and two hubs, all in one network, where plain
 * http is allowed to the sandbox only. Image names are properties, so that local images can stand in ({@code -Dhub.image=},
 * {@code -Dpostgres.image=}, {@code -Dartemis.image=}); nothing is ever pulled.
 */
final class Cluster implements AutoCloseable {

    private static final String HUB = System.getProperty("hub.image", "hospital-hub");
    private static final String POSTGRES = System.getProperty("postgres.image", "postgres:17.11");
    private static final String ARTEMIS = System.getProperty("artemis.image", "apache/artemis:2.57.0");
    private static final int PORT = 8080;
    private static final Duration START = Duration.ofMinutes(6);
    private static final String PASSWORD = "computed-" + UUID.randomUUID();

    private final Network network = Network.newNetwork();
    private final String drop = "hub-drop-" + UUID.randomUUID();
    private final Path secrets;
    private final HttpClient http = HttpClient.newHttpClient();

    final GenericContainer<?> postgres = container(POSTGRES)
            .withNetwork(network)
            .withNetworkAliases("postgres")
            .withEnv(Map.of("POSTGRES_DB", "hub", "POSTGRES_USER", "hub", "POSTGRES_PASSWORD", PASSWORD))
            .waitingFor(Wait.forSuccessfulCommand("pg_isready -h 127.0.0.1 -U hub"));
    final GenericContainer<?> artemis = container(ARTEMIS)
            .withNetwork(network)
            .withNetworkAliases("artemis")
            .withEnv(Map.of("ARTEMIS_USER", "hub", "ARTEMIS_PASSWORD", PASSWORD, "ANONYMOUS_LOGIN", "false"))
            .withExposedPorts(61616)
            .waitingFor(Wait.forListeningPort());
    final GenericContainer<?> sandbox = container(HUB)
            .withNetwork(network)
            .withNetworkAliases("sandbox")
            .withCommand("sandbox")
            .withEnv(Map.of("HUB_SANDBOX_ADDRESS", "0.0.0.0", "HUB_SANDBOX_N3_COMPLETION", "const 5s"))
            .waitingFor(Wait.forLogMessage(".*The sandbox is ready at.*", 1));
    final GenericContainer<?> one;
    final GenericContainer<?> two;

    private Cluster() throws IOException {
        secrets = Files.createTempDirectory("hub-secrets");
        Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rwxr-xr-x"));
        secret("hub-ledger-key", Base64.getEncoder().encodeToString(new byte[32]));
        secret("hub.ledger.password", PASSWORD);
        secret("hub.jms.password", PASSWORD);
        secret("hub.n3.token", UUID.randomUUID().toString());
        one = hub("hub-1");
        two = hub("hub-2");
    }

    /** Starts everything; the tests are skipped, visibly, where there is no engine or an image is not there. */
    static Cluster start() throws IOException {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(), "no Docker engine: the image was not tried");
        for (String image : List.of(HUB, POSTGRES, ARTEMIS)) {
            Assumptions.assumeTrue(there(image), "no image " + image + ": see docs/containers.md");
        }
        Cluster cluster = new Cluster();
        try {
            List.of(cluster.postgres, cluster.artemis, cluster.sandbox, cluster.one, cluster.two)
                    .forEach(container -> container.withStartupTimeout(START).start());
            return cluster;
        } catch (RuntimeException e) {
            System.err.println(cluster.one.isRunning() ? cluster.two.getLogs() : cluster.one.getLogs());
            cluster.close();
            throw e;
        }
    }

    private static boolean there(String image) {
        try {
            DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException missing) {
            return false;
        }
    }

    private static GenericContainer<?> container(String image) {
        return new GenericContainer<>(DockerImageName.parse(image)).withImagePullPolicy(name -> false);
    }

    private void secret(String name, String value) throws IOException {
        Path file = Files.writeString(secrets.resolve(name), value + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    }

    /** As compose.yaml runs it: read-only, without rights, in a gigabyte. */
    private GenericContainer<?> hub(String node) {
        return container(HUB)
                .withNetwork(network)
                .withExposedPorts(PORT)
                .withEnv(Map.ofEntries(
                        Map.entry("HUB_NODE", node),
                        Map.entry("HUB_LEDGER_URL", "jdbc:postgresql://postgres/hub"),
                        Map.entry("HUB_LEDGER_USER", "hub"),
                        Map.entry("HUB_LEDGER_KEYFILE", "/run/secrets/hub-ledger-key"),
                        Map.entry("HUB_JMS_BROKERURL", "tcp://artemis:61616"),
                        Map.entry("HUB_JMS_USER", "hub"),
                        Map.entry("HUB_INTAKE_DROPDIR", "/hub/drop"),
                        Map.entry("HUB_N3_BASEURL", "http://sandbox:8090/n3/"),
                        Map.entry("HUB_CALLS_PLAINHOSTS", "sandbox"),
                        Map.entry("HUB_USERS_0_NAME", "admin"),
                        Map.entry("HUB_USERS_0_PASSWORD", PASSWORD),
                        Map.entry("HUB_USERS_0_ROLES", "ADMIN,OPERATOR")))
                .withCreateContainerCmdModifier(create -> {
                    HostConfig host = create.getHostConfig();
                    host.withReadonlyRootfs(true)
                            .withCapDrop(com.github.dockerjava.api.model.Capability.ALL)
                            .withMemory(1L << 30)
                            .withTmpFs(Map.of("/tmp", ""))
                            .withBinds(
                                    new Bind(drop, new Volume("/hub/drop")),
                                    Bind.parse(secrets + ":/run/secrets:ro"));
                })
                .waitingFor(Wait.forHealthcheck());
    }

    HttpResponse<String> get(GenericContainer<?> hub, String path) {
        URI address = URI.create("http://" + hub.getHost() + ":" + hub.getMappedPort(PORT) + path);
        String credentials =
                Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Authorization", "Basic " + credentials)
                .timeout(Duration.ofSeconds(60))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(path + " was not answered", e);
        }
    }

    /** Asks the sandbox from where it listens to its control API: its own loopback. */
    String askSandbox(String path) throws IOException, InterruptedException {
        String answer = run(
                sandbox,
                "exec 3<>/dev/tcp/127.0.0.1/8090; printf 'GET " + path + " HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3");
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    String run(GenericContainer<?> where, String script) throws IOException, InterruptedException {
        return where.execInContainer("bash", "-c", script).getStdout();
    }

    /** Tells a container to end as {@code docker stop} does, and its exit code. */
    long stop(GenericContainer<?> hub) {
        DockerClient docker = DockerClientFactory.lazyClient();
        docker.stopContainerCmd(hub.getContainerId()).withTimeout(120).exec();
        return docker.inspectContainerCmd(hub.getContainerId())
                .exec()
                .getState()
                .getExitCodeLong();
    }

    String brokerUrl() {
        return "tcp://" + artemis.getHost() + ":" + artemis.getMappedPort(61616);
    }

    String password() {
        return PASSWORD;
    }

    @Override
    public void close() {
        for (GenericContainer<?> container : List.of(two, one, sandbox, artemis, postgres)) {
            container.stop();
        }
        try {
            DockerClientFactory.lazyClient().removeVolumeCmd(drop).exec();
        } catch (NotFoundException neverMade) {
            // the hubs did not start
        }
        network.close();
    }
}
