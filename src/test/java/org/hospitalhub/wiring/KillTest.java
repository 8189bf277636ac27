package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a real hub with {@code kill -9} at random moments while it works on a dropped file.
 *
 * <p>More rounds: {@code mvn verify -Dtest=KillTest -Dhub.kill.rounds=50}. Times are scaled down six times (a window of 10 s, a pause of
 * 2 s), in the hub and in the sandbox alike.
 */
class KillTest {

    private static final int ROUNDS = Integer.getInteger("hub.kill.rounds", 1);
    private static final int ORDERS = Integer.getInteger("hub.kill.orders", 16);
    private static final String FAMILY = "Секретнов";
    private static final long SEED = Long.getLong("hub.kill.seed", System.nanoTime());

    @TempDir
    private Path home;

    private final Random random = new Random(SEED);
    private final ObjectMapper json = new ObjectMapper();

    @Test
    void everyOrderEndsOnceWithinTheLimitsHoweverOftenTheHubIsKilled() throws Exception {
        try (WatchedN3 n3 = new WatchedN3();
                HubProcess hub = new HubProcess(home, settings(n3))) {
            n3.set("{\"limit\":40,\"window\":\"10s\",\"pause\":\"2s\",\"slow\":\"1s\"}");
            // Slow answers, so that a kill finds calls in flight.
            n3.mischief("{\"name\":\"slow\",\"probability\":0.5,\"on\":\"any\"}");
            hub.start().awaitUp();
            Patients.drop(hub.drop(), "patients.csv", Patients.csv(FAMILY, ORDERS));
            for (int round = 0; round < ROUNDS; round++) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(4_000));
                hub.kill();
                hub.start();
                // Now and then it is killed again while it starts.
                if (random.nextInt(4) > 0) {
                    hub.awaitUp();
                }
            }
            hub.awaitUp();
            Path result = hub.drop().resolve("out/n3.snils/patients.result.csv");
            await("seed " + SEED).atMost(Duration.ofMinutes(15)).until(() -> Files.exists(result));
            everyPatientHasOneAnswer(hub, result);
            noLimitWasBroken(n3.log());
            assertThat(hub.terminate(Duration.ofMinutes(3))).isTrue();
            nothingPersonalLiesOnDisk(hub);
        }
    }

    private static Map<String, String> settings(WatchedN3 n3) {
        return Map.of(
                "hub.n3.base-url", n3.baseUrl(),
                "hub.n3.token", HubProcess.TOKEN,
                "hub.n3.requests-per-minute", "40",
                "hub.n3.window", "10s",
                "hub.n3.poll-pause", "2s",
                "hub.n3.unsure-pause", "2s",
                "hub.jms.user", "");
    }

    private void everyPatientHasOneAnswer(HubProcess hub, Path result) throws Exception {
        Set<String> patients = new HashSet<>();
        Set<String> orders = new HashSet<>();
        for (CSVRecord row : Patients.rows(result)) {
            if (row.get("hub.state").equals("parked")) {
                wasKilledTwiceWhileSending(hub, row.get("hub.order"));
            } else {
                assertThat(row.get("hub.state")).as(row.toString()).isEqualTo("completed");
                assertThat(row.get("hub.result.snils")).hasSize(11);
            }
            patients.add(row.get("id"));
            orders.add(row.get("hub.order"));
        }
        assertThat(patients).hasSize(ORDERS);
        assertThat(orders).hasSize(ORDERS);
    }

    /** The second kill that meets the sending of the same order leaves it to a person; nothing else may park it. */
    private void wasKilledTwiceWhileSending(HubProcess hub, String order) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(hub.uri("/api/orders/" + order + "/attempts"))
                .header("Authorization", hub.authorization())
                .build();
        String attempts = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        List<String> submits = new ArrayList<>();
        json.readTree(attempts).forEach(attempt -> {
            // "again": a kill before anything was sent.
            if (attempt.path("step").asText().equals("submit")
                    && !attempt.path("outcome").asText().equals("again")) {
                submits.add(attempt.path("outcome").asText());
            }
        });
        assertThat(submits).as(attempts).containsExactly("unsure", "unsure");
    }

    private static void noLimitWasBroken(WatchedN3.Log log) {
        assertThat(log.limitViolations()).isZero();
        assertThat(log.pauseViolations()).isZero();
        assertThat(log.maxInWindow()).isLessThanOrEqualTo(40);
        // Each kill can make at most as many second POSTs as calls were in flight; each is counted in its order's
        // history.
        assertThat(log.posts()).isBetween(ORDERS, ORDERS + 8 * ROUNDS);
    }

    private static void nothingPersonalLiesOnDisk(HubProcess hub) throws IOException {
        assertThat(Files.readString(hub.log())).doesNotContain(FAMILY, HubProcess.TOKEN);
        try (Stream<Path> files = Files.list(hub.data())) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("ledger"))
                    .toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes.contains(
                                new String(FAMILY.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1)))
                        .as("a family name in " + file)
                        .isFalse();
                assertThat(bytes.contains(HubProcess.TOKEN))
                        .as("the token in " + file)
                        .isFalse();
            }
        }
    }
}
