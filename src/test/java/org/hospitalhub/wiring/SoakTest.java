package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.hospitalhub.FreePort;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub at three times the load of a full day, for hours: heap, handles, threads and disk must stay flat. A full day is what the
 * real limit of N3 carries with room for repeated polls, 20 orders a minute; so the simulator and the hub have three times the
 * real limit here, and 60 orders come in each minute, by file, JMS and HTTP, with refused ones among them.
 *
 * <p>{@code mvn verify -Dtest=SoakTest -Dhub.test.excluded=none -Dhub.soak.minutes=180}; it prints a line of figures every five
 * minutes. It reads {@code /proc}, so it runs on Linux alone.
 */
@Tag("slow")
class SoakTest {

    private static final int MINUTES = Integer.getInteger("hub.soak.minutes", 180);
    private static final int BY_FILE = 48;
    private static final int BY_JMS = 6;
    private static final int BY_HTTP = 6;
    private static final int LIMIT = 150;
    private static final String FAMILY = "Выносливов";
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    @TempDir
    private Path home;

    private final int jmsPort = FreePort.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Sample> samples = new ArrayList<>();
    private int people;
    private int replies;

    /**
     * What the hub holds at a moment.
     *
     * @param heap kilobytes that a full collection leaves
     * @param resident kilobytes of memory of the process
     * @param disk bytes of the data directory without the files of the drop folder
     */
    private record Sample(int minute, int orders, long heap, long resident, long handles, long threads, long disk) {}

    @Test
    void heapHandlesThreadsAndDiskStayFlatAtThreeTimesTheLoadOfADay() throws Exception {
        try (WatchedN3 n3 = new WatchedN3();
                HubProcess hub = new HubProcess(home, settings(n3)).with(List.of("-Xmx512m"))) {
            n3.set("{\"limit\":%d,\"completion\":\"lognormal 25s 0.6\"}".formatted(LIMIT));
            hub.start().awaitUp();
            try (Connection connection = connection();
                    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
                connection.start();
                feed(hub, session);
            }
            everyFileHasItsResult(hub);
            sample(hub, MINUTES);
            assertThat(n3.log().limitViolations()).isZero();
            assertThat(n3.log().pauseViolations()).isZero();
            assertThat(hub.terminate(Duration.ofMinutes(3))).isTrue();
            assertThat(Files.readString(hub.log())).doesNotContain(" ERROR ", FAMILY);
        }
        nothingGrows();
    }

    private Map<String, String> settings(WatchedN3 n3) {
        return Map.of(
                "hub.n3.base-url",
                n3.baseUrl(),
                "hub.n3.token",
                HubProcess.TOKEN,
                "hub.n3.requests-per-minute",
                String.valueOf(LIMIT),
                "hub.jms.port",
                String.valueOf(jmsPort),
                "hub.jms.user",
                "his",
                "hub.jms.password",
                "his-password");
    }

    private Connection connection() throws JMSException {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + jmsPort).createConnection("his", "his-password");
    }

    private void feed(HubProcess hub, Session session) throws Exception {
        Queue mine = session.createTemporaryQueue();
        MessageProducer orders = session.createProducer(session.createQueue("hub.orders"));
        try (MessageConsumer answers = session.createConsumer(mine)) {
            long start = System.nanoTime();
            for (int minute = 0; minute < MINUTES; minute++) {
                byFile(hub, minute);
                for (int n = 0; n < BY_JMS; n++) {
                    TextMessage order = session.createTextMessage(person());
                    order.setStringProperty("HubOperation", "n3.snils");
                    order.setJMSReplyTo(mine);
                    orders.send(order);
                }
                for (int n = 0; n < BY_HTTP; n++) {
                    assertThat(post(hub, person())).isEqualTo(202);
                }
                assertThat(post(hub, "{\"patient\":{}}")).isEqualTo(422);
                watch(hub);
                if (minute % 5 == 0) {
                    sample(hub, minute);
                }
                collect(answers, start + Duration.ofMinutes(minute + 1).toNanos());
            }
            while (replies < MINUTES * BY_JMS
                    && answers.receive(Duration.ofMinutes(20).toMillis()) != null) {
                replies++;
            }
        }
        assertThat(replies).isEqualTo(MINUTES * BY_JMS);
    }

    /** Counts the answers that come until then. */
    private void collect(MessageConsumer answers, long end) throws JMSException {
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            if (answers.receive(Math.max(1, Duration.ofNanos(left).toMillis())) != null) {
                replies++;
            }
        }
    }

    private String person() {
        return Patients.json(FAMILY, people++);
    }

    private void byFile(HubProcess hub, int minute) throws IOException {
        String lines =
                IntStream.range(0, BY_FILE).mapToObj(n -> person() + "\n").collect(Collectors.joining());
        Path in = Files.createDirectories(hub.drop().resolve("in/n3.snils"));
        Path hidden = Files.writeString(in.resolve(".m" + minute + ".ndjson"), lines);
        Files.move(hidden, in.resolve("m" + minute + ".ndjson"));
    }

    private int post(HubProcess hub, String payload) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(hub.uri("/api/orders/n3.snils"))
                .header("Authorization", hub.authorization())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(payload))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    /** Does what operators and Prometheus do all day. */
    private void watch(HubProcess hub) throws Exception {
        for (String path : List.of("/", "/orders", "/batches", "/actuator/prometheus", "/api/orders?state=waiting")) {
            HttpRequest request = HttpRequest.newBuilder(hub.uri(path))
                    .header("Authorization", hub.authorization())
                    .build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
    }

    private static void everyFileHasItsResult(HubProcess hub) throws IOException {
        Path out = hub.drop().resolve("out/n3.snils");
        for (int minute = 0; minute < MINUTES; minute++) {
            Path result = out.resolve("m" + minute + ".result.ndjson");
            await().atMost(Duration.ofMinutes(20)).until(() -> Files.exists(result));
            assertThat(Files.readAllLines(result, StandardCharsets.UTF_8))
                    .hasSize(BY_FILE)
                    .allMatch(line -> line.contains("completed"));
        }
    }

    private void sample(HubProcess hub, int minute) throws Exception {
        jcmd(hub.pid(), "GC.run");
        Matcher used = USED.matcher(jcmd(hub.pid(), "GC.heap_info"));
        assertThat(used.find()).isTrue();
        Path process = Path.of("/proc/" + hub.pid());
        Sample sample = new Sample(
                minute,
                people,
                Long.parseLong(used.group(1)),
                resident(process),
                entries(process.resolve("fd")),
                entries(process.resolve("task")),
                disk(hub.data()));
        samples.add(sample);
        System.out.println(sample);
    }

    private static String jcmd(long pid, String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    private static long resident(Path process) throws IOException {
        return Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    private static long disk(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> !file.startsWith(data.resolve("drop")))
                    .mapToLong(SoakTest::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Compares the last third of the run with the middle one; the first third fills caches. */
    private void nothingGrows() {
        assertThat(samples).as("give it a quarter of an hour at least").hasSizeGreaterThanOrEqualTo(4);
        assertThat(median(2, Sample::heap)).as("heap").isLessThan(median(1, Sample::heap) * 5 / 4);
        assertThat(median(2, Sample::handles)).as("handles").isLessThan(median(1, Sample::handles) + 20);
        assertThat(median(2, Sample::threads)).as("threads").isLessThan(median(1, Sample::threads) + 20);
        Sample first = samples.get(samples.size() / 3);
        Sample middle = samples.get(samples.size() * 2 / 3);
        Sample last = samples.get(samples.size() - 1);
        // Answers are kept for their days, so that the ledger grows with the orders and with nothing else.
        double before = (double) (middle.disk() - first.disk()) / (middle.orders() - first.orders());
        double after = (double) (last.disk() - middle.disk()) / (last.orders() - middle.orders());
        assertThat(after).as("bytes of disk per order").isLessThan(before * 1.5 + 1_000);
    }

    private long median(int third, ToLongFunction<Sample> what) {
        int length = samples.size() / 3;
        long[] values = samples.subList(third * length, (third + 1) * length).stream()
                .mapToLong(what)
                .sorted()
                .toArray();
        return values[values.length / 2];
    }
}
