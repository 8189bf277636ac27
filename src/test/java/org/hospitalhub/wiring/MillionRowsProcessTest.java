package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Writer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub with little memory takes a file of a million rows, and answers its pages meanwhile.
 *
 * <p>{@code mvn verify -Dtest=MillionRowsProcessTest -Dhub.test.excluded=none}; other options of the hub's JVM with {@code
 * -Dhub.million.jvm}
 */
@Tag("slow")
class MillionRowsProcessTest {

    private static final int ROWS = Integer.getInteger("hub.million.rows", 1_000_000);
    private static final List<String> JVM =
            List.of(System.getProperty("hub.million.jvm", "-Xmx256m").split(" "));

    @TempDir
    private Path home;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Long> pageMillis = new ArrayList<>();

    @Test
    void aHubWith256MegabytesTakesAMillionRows() throws Exception {
        try (WatchedN3 n3 = new WatchedN3();
                HubProcess hub = new HubProcess(
                                home,
                                Map.of(
                                        "hub.n3.base-url",
                                        n3.baseUrl(),
                                        "hub.n3.token",
                                        HubProcess.TOKEN,
                                        "hub.jms.user",
                                        ""))
                        .with(JVM)) {
            hub.start().awaitUp();
            drop(hub.drop().resolve("in/n3.snils"));
            long start = System.nanoTime();
            await("all rows")
                    .pollInterval(Duration.ofSeconds(1))
                    .atMost(Duration.ofHours(3))
                    .until(() -> {
                        look(hub);
                        assertThat(hub.alive()).as("the hub lives").isTrue();
                        return orders(hub) >= ROWS;
                    });
            long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
            look(hub);
            System.out.println(figures(hub, seconds));
            assertThat(Files.readString(hub.log())).doesNotContain("OutOfMemoryError", " ERROR ");
            RealLimitTest.assertKept(n3.log());
            assertThat(pageMillis).allMatch(millis -> millis < 30_000);
        }
    }

    private static void drop(Path in) throws Exception {
        Path hidden = Files.createDirectories(in).resolve(".million.csv");
        try (Writer out = Files.newBufferedWriter(hidden)) {
            for (Iterator<String> lines = Patients.lines("Многов", ROWS).iterator(); lines.hasNext(); ) {
                out.write(lines.next());
            }
        }
        Files.move(hidden, in.resolve("million.csv"), StandardCopyOption.ATOMIC_MOVE);
    }

    private int orders(HubProcess hub) throws Exception {
        return new ObjectMapper()
                .readTree(get(hub, "/api/orders"))
                .path("total")
                .asInt();
    }

    /** Opens the pages that an operator opens. */
    private void look(HubProcess hub) throws Exception {
        for (String page : List.of("/", "/orders", "/batches", "/parked")) {
            get(hub, page);
        }
    }

    private String get(HubProcess hub, String path) throws Exception {
        long start = System.nanoTime();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(hub.uri(path))
                        .header("Authorization", hub.authorization())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        pageMillis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return answer.body();
    }

    private String figures(HubProcess hub, long seconds) throws Exception {
        List<Long> sorted = pageMillis.stream().sorted().toList();
        String resident = Files.readAllLines(Path.of("/proc/" + hub.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("");
        return "%d rows in %d s; %d calls of pages: median %d ms, 95 %% %d ms, longest %d ms; %s"
                .formatted(
                        ROWS,
                        seconds,
                        sorted.size(),
                        sorted.get(sorted.size() / 2),
                        sorted.get(sorted.size() * 95 / 100),
                        sorted.get(sorted.size() - 1),
                        resident.replaceAll("\\s+", " "));
    }
}
