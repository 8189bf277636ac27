package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The limit and the pause of the real service in real time: 50 requests a minute, 10 s, a real process over real HTTP. Checked by
 * the log of the receiving side. Forty minutes: {@code mvn test -Dtest=RealLimitTest -Dhub.test.excluded=none}.
 */
@Tag("slow")
class RealLimitTest {

    /** Enough for the warm-up and fifteen minutes. */
    private static final int ORDERS = 660;

    /** Until the plan has learned and as many orders end as begin. */
    private static final Duration WARM_UP = Duration.ofMinutes(10);

    /** Divides the fifty seconds between the shortest and the longest answer evenly over the pause. */
    private static final int LONE_ORDERS = 24;

    @TempDir
    private Path home;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aBacklogFinishes24OrdersAMinute() throws Exception {
        try (WatchedN3 n3 = new WatchedN3();
                HubProcess hub = hub(n3)) {
            n3.set("{\"completion\":\"exponential 45s\"}");
            hub.start().awaitUp();
            Patients.drop(hub.drop(), "patients.csv", Patients.csv("Очередин", ORDERS));
            Path result = hub.drop().resolve("out/n3.snils/patients.result.csv");
            await().atMost(Duration.ofMinutes(50))
                    .pollInterval(Duration.ofSeconds(5))
                    .until(() -> Files.exists(result));
            assertThat(Patients.rows(result)).hasSize(ORDERS).allMatch(row -> row.get("hub.state")
                    .equals("completed"));
            WatchedN3.Log log = n3.log();
            SteadyRate steady = SteadyRate.of(log, WARM_UP);
            System.out.println("real limit, " + steady + ", " + summary(log));
            assertKept(log);
            assertThat(steady.perMinute()).isGreaterThanOrEqualTo(24.0);
            assertThat(steady.requestsPerOrder()).isLessThanOrEqualTo(2.1);
        }
    }

    @Test
    void loneOrdersAreAskedEveryTenSeconds() throws Exception {
        try (WatchedN3 n3 = new WatchedN3();
                HubProcess hub = hub(n3)) {
            hub.start().awaitUp();
            Map<Integer, Duration> takes = new HashMap<>();
            for (int number = 0; number < LONE_ORDERS; number++) {
                Duration time = Duration.ofMillis(12_000 + 50_000 * number / LONE_ORDERS);
                n3.set("{\"completion\":\"const " + time.toMillis() + "ms\"}");
                order(hub, number);
                takes.put(number, time);
                TimeUnit.SECONDS.sleep(12);
            }
            TimeUnit.SECONDS.sleep(75);
            WatchedN3.Log log = n3.log();
            double waited = waitedBeyondTheAnswer(log, takes);
            System.out.printf(
                    Locale.ROOT, "lone orders: %.2f s beyond the answer on average, %s%n", waited, summary(log));
            assertKept(log);
            assertThat(waited).isLessThanOrEqualTo(5.5);
        }
    }

    /** Orders came one by one, so that the n-th submission is the n-th order. */
    private static double waitedBeyondTheAnswer(WatchedN3.Log log, Map<Integer, Duration> takes) {
        Map<String, Instant> found = log.lastQuestions();
        int number = 0;
        double seconds = 0;
        for (WatchedN3.Arrival submission :
                log.arrivals().stream().filter(one -> !one.question()).toList()) {
            Instant ready = submission.at().plus(takes.get(number));
            Instant seen = found.get(submission.order());
            assertThat(seen).as("the answer of order " + number).isAfterOrEqualTo(ready);
            seconds += Duration.between(ready, seen).toMillis() / 1000.0;
            number++;
        }
        assertThat(number).isEqualTo(LONE_ORDERS);
        return seconds / number;
    }

    private void order(HubProcess hub, int number) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(hub.uri("/api/orders/n3.snils"))
                .header("Authorization", hub.authorization())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Patients.json("Одиночин", number)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    private HubProcess hub(WatchedN3 n3) throws Exception {
        return new HubProcess(
                home, Map.of("hub.n3.base-url", n3.baseUrl(), "hub.n3.token", HubProcess.TOKEN, "hub.jms.user", ""));
    }

    static void assertKept(WatchedN3.Log log) {
        assertThat(log.limitViolations()).isZero();
        assertThat(log.pauseViolations()).isZero();
        assertThat(log.maxInWindow()).isLessThanOrEqualTo(50);
    }

    static String summary(WatchedN3.Log log) {
        return "%d requests (%d submissions), at most %d in a window, %d limit and %d pause violations, %d duplicates"
                .formatted(
                        log.arrivals().size(),
                        log.posts(),
                        log.maxInWindow(),
                        log.limitViolations(),
                        log.pauseViolations(),
                        log.duplicates());
    }
}
