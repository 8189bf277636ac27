package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many orders a second a hub in a process of its own carries from a dropped file to the result file, with the limit
 * off and a sandbox that answers at once; every step durable. Prints figures and where the processor's time went; fails
 * only when an order is missing.
 *
 * <p>Command and last figures: docs/measured.md.
 */
@Tag("slow")
class HubThroughputTest {

    private static final int WARM = Integer.getInteger("hub.test.warm", 3_000);
    private static final int ORDERS = Integer.getInteger("hub.test.orders", 20_000);
    private static final double TICKS_IN_A_SECOND = 100;

    @TempDir
    private Path home;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void onSqlite() throws Exception {
        measure("SQLite", Map.of(), () -> sizes(home.resolve("data"), "ledger.db"), () -> Stream.empty());
    }

    @Test
    void onPostgresql() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setDataDirectory(home.resolve("postgres"))
                .start()) {
            assertThat(asked(postgres, "show fsync")).isEqualTo("on");
            assertThat(asked(postgres, "show synchronous_commit")).isEqualTo("on");
            measure(
                    "PostgreSQL",
                    Map.of(
                            "hub.ledger.url", postgres.getJdbcUrl("postgres", "postgres"),
                            "hub.ledger.user", "postgres",
                            "hub.ledger.password", "postgres"),
                    () -> Long.parseLong(asked(postgres, "select pg_database_size('postgres')")),
                    () -> server(home.resolve("postgres/postmaster.pid")));
        }
    }

    /** The server and its children; it is independent of the process that started it. */
    private static Stream<ProcessHandle> server(Path pidFile) throws IOException {
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
        return Stream.concat(Stream.of(server), server.descendants());
    }

    private interface Bytes {
        long now() throws Exception;
    }

    private interface Servers {
        Stream<ProcessHandle> now() throws IOException;
    }

    private void measure(String name, Map<String, String> more, Bytes size, Servers servers) throws Exception {
        N3Simulator n3 =
                new N3Simulator(Clock.systemUTC(), N3SandboxSettings.completingAfter(Duration.ZERO), HubProcess.TOKEN);
        Path profile = home.resolve("hub.jfr");
        try (Sandbox sandbox = new Sandbox(List.of(n3)).start(0, 0);
                HubProcess hub = new HubProcess(home, settings(sandbox, more))) {
            limitOff(sandbox);
            hub.with(List.of("-XX:+UseSerialGC", "-Xmx768m")).start().awaitUp();
            carry(hub, "warm", WARM);
            Use before = use(hub, size, servers);
            profile(hub, "JFR.start", "name=hub", "settings=profile");
            long started = System.nanoTime();
            carry(hub, "measured", ORDERS);
            double seconds = (System.nanoTime() - started) / 1e9;
            Use after = use(hub, size, servers);
            profile(hub, "JFR.dump", "name=hub", "filename=" + profile);
            System.out.printf(
                    "%s: %d orders in %.1f s, %.0f orders/s from the dropped file to the result file; load average %.1f%n",
                    name,
                    ORDERS,
                    seconds,
                    ORDERS / seconds,
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
            System.out.printf(
                    "%s, an order: %.2f kB written (/proc, who has the ledger's files), ledger grew %.2f kB; processor: hub %.2f ms,"
                            + " database server %.2f ms, sandbox %.2f ms%n",
                    name,
                    (after.written - before.written) / 1e3 / ORDERS,
                    (after.size - before.size) / 1e3 / ORDERS,
                    (after.hub - before.hub) * 1e3 / ORDERS,
                    (after.server - before.server) * 1e3 / ORDERS,
                    (after.sandbox - before.sandbox) * 1e3 / ORDERS);
            System.out.println(name + ", processor of the hub by place: " + Hotspots.of(profile));
            keep(profile);
        }
    }

    private static void keep(Path profile) throws IOException {
        String folder = System.getProperty("hub.test.keep");
        if (folder != null) {
            Files.copy(profile, Path.of(folder, "hub.jfr"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static Map<String, String> settings(Sandbox sandbox, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "hub.n3.base-url",
                sandbox.uri().resolve("n3/").toString(),
                "hub.n3.token",
                HubProcess.TOKEN,
                "hub.n3.requests-per-minute",
                "0",
                "hub.n3.poll-pause",
                "1ms",
                "hub.dispatch.workers.n3",
                System.getProperty("hub.test.workers", "32"),
                "hub.jms.user",
                ""));
        settings.putAll(more);
        return settings;
    }

    private void limitOff(Sandbox sandbox) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(sandbox.uri().resolve("/sandbox/n3/settings"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"limit\":1000000000,\"pause\":\"0s\",\"enforce\":false}"))
                .header("Content-Type", "application/json")
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isLessThan(300);
    }

    /** Drops a file and waits for its answer. */
    private void carry(HubProcess hub, String name, int orders) throws Exception {
        Path folder = hub.drop().resolve("in/n3.snils");
        Files.createDirectories(folder);
        Path hidden = Files.writeString(folder.resolve("." + name + ".csv"), patients(name, orders));
        Files.move(hidden, folder.resolve(name + ".csv"), StandardCopyOption.ATOMIC_MOVE);
        Path result = hub.drop().resolve("out/n3.snils/" + name + ".result.csv");
        while (!Files.exists(result)) {
            assertThat(hub.alive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        try (Stream<String> lines = Files.lines(result, StandardCharsets.UTF_8)) {
            assertThat(lines.filter(line -> line.contains("completed")).count()).isEqualTo(orders);
        }
    }

    private static String patients(String name, int orders) {
        StringBuilder file = new StringBuilder(
                "id;patient.familyName;patient.firstName;patient.birthDate;patient.gender;"
                        + "patientPersDocs.type;patientPersDocs.series;patientPersDocs.number;patientPersDocs.issueDate;patientPersDocs.issuer\n");
        String series = name.equals("warm") ? "4500" : "4501";
        IntStream.rangeClosed(1, orders)
                .forEach(n -> file.append("%d;Сидоров;Имя;1980-01-%02d;1;1;%s;%06d;2010-01-01;ОВД\n"
                        .formatted(n, n % 28 + 1, series, n)));
        return file.toString();
    }

    /**
     * What was used up to a moment.
     *
     * @param written bytes written by the process that has the ledger's files: the hub, with its talk, or the database's server
     * @param hub seconds of processor
     */
    private record Use(long written, long size, double hub, double server, double sandbox) {}

    private static Use use(HubProcess hub, Bytes size, Servers servers) throws Exception {
        List<ProcessHandle> server = servers.now().toList();
        long written = server.isEmpty() ? written(hub.pid()) : 0;
        double serverProcessor = 0;
        for (ProcessHandle process : server) {
            written += written(process.pid());
            serverProcessor += processor(process.pid());
        }
        return new Use(
                written,
                size.now(),
                processor(hub.pid()),
                serverProcessor,
                processor(ProcessHandle.current().pid()));
    }

    /**
     * What a process gave to {@code write}. Not {@code write_bytes}: the kernel counts there whole pieces of its page cache, up
     * to a megabyte for a write of 8 kB.
     */
    private static long written(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/io")).stream()
                .filter(line -> line.startsWith("wchar"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    /** User and system time; their fields stand after the name, which may hold anything. */
    private static double processor(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_IN_A_SECOND;
    }

    private static long sizes(Path folder, String name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String asked(EmbeddedPostgres postgres, String question) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static void profile(HubProcess hub, String... command) throws Exception {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(hub.pid())));
        words.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(jcmd.waitFor()).isZero();
    }
}
