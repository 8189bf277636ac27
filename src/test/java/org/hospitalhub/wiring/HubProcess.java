package org.hospitalhub.wiring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.FreePort;

/** A hub in a process of its own, as a hospital runs it, so that it can be killed. */
public final class HubProcess implements AutoCloseable {

    public static final String TOKEN = "6f1d2c3b-0000-4000-8000-00000000abcd";

    private final Path home;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final int port;
    private List<String> jvm = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m");
    private String main = "org.hospitalhub.wiring.HospitalHub";
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Process process;
    private int starts;

    public HubProcess(Path home, Map<String, String> more) {
        this.home = home;
        this.port = FreePort.next();
        settings.put("server.port", String.valueOf(port));
        settings.put("hub.data-dir", home.resolve("data").toString());
        settings.put("hub.node", "test");
        settings.put("hub.ledger.key", Base64.getEncoder().encodeToString(new byte[32]));
        settings.put("hub.users[0].name", "test");
        settings.put("hub.users[0].password", "test-password");
        settings.put("hub.users[0].roles", "ADMIN");
        settings.putAll(more);
    }

    /** Starts it with other options of the JVM than those that make it start quickly. */
    HubProcess with(List<String> options) {
        jvm = options;
        return this;
    }

    /** Takes these settings from the environment instead of its arguments: {@code HUB_LEDGER_KEY}. */
    HubProcess withEnvironment(Map<String, String> variables) {
        environment.putAll(variables);
        settings.keySet()
                .removeIf(name -> variables.containsKey(
                        name.toUpperCase(Locale.ROOT).replaceAll("[.\\[]", "_").replaceAll("[-\\]]", "")));
        return this;
    }

    /** Starts it by another class. */
    HubProcess of(String mainClass) {
        main = mainClass;
        return this;
    }

    /** Its number among the processes of this machine. */
    long pid() {
        return process.pid();
    }

    Path drop() {
        return home.resolve("data/drop");
    }

    Path data() {
        return home.resolve("data");
    }

    Path log() {
        return home.resolve("hub.log");
    }

    public HubProcess start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(home.resolve("tmp")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        starts++;
        return this;
    }

    /** Waits until the hub answers that it is up. */
    public HubProcess awaitUp() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest health = HttpRequest.newBuilder(uri("/actuator/health/liveness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        for (int tries = 0; tries < 1_500; tries++) {
            if (!process.isAlive()) {
                throw new IllegalStateException("the hub ended by itself:\n" + Files.readString(log()));
            }
            try {
                if (http.send(health, HttpResponse.BodyHandlers.ofString()).statusCode() == 200) {
                    return this;
                }
            } catch (IOException notYet) {
                // starting
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException("the hub did not come up:\n" + Files.readString(log()));
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    String authorization() {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString("test:test-password".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    int starts() {
        return starts;
    }

    /** {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** SIGTERM. */
    void tellToStop() {
        process.destroy();
    }

    /** SIGTERM, and how long it took to end. */
    boolean terminate(Duration longest) throws InterruptedException {
        process.destroy();
        return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until the process has ended by itself and returns its exit code. */
    int awaitEnd(Duration longest) throws InterruptedException {
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the process is still there");
        }
        return process.exitValue();
    }

    /** Kills what still runs, and waits: a folder in which it writes could not be removed. */
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }
}
