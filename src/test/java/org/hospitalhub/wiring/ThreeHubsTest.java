package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three hubs, each in a process of its own, on one PostgreSQL, one drop folder and one N3; at random moments one of them is
 * killed with {@code kill -9} and started again. Checked by the log of the receiving side.
 *
 * <p>{@code mvn test -Dtest=ThreeHubsTest -Dhub.test.excluded=none}; the same kills again with {@code -Dhub.kill.seed}.
 */
@Tag("slow")
class ThreeHubsTest {

    private static final int ORDERS = Integer.getInteger("hub.three.orders", 2_000);
    private static final long SEED = Long.getLong("hub.kill.seed", System.nanoTime());

    @TempDir
    private Path home;

    private final Random random = new Random(SEED);
    private final List<HubProcess> hubs = new ArrayList<>();
    private int kills;

    /** Times are scaled down six times, so that two thousand orders take minutes: 100 requests in 10 s, a pause of 2 s. */
    @Test
    void twoThousandOrdersKeepLimitAndPauseWhileHubsAreKilled() throws Exception {
        try (WatchedN3 n3 = new WatchedN3();
                EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            n3.set(
                    "{\"limit\":100,\"window\":\"10s\",\"pause\":\"2s\",\"slow\":\"700ms\",\"completion\":\"exponential 5s\"}");
            // Slow answers, so that a kill finds calls in flight.
            n3.mischief("{\"name\":\"slow\",\"probability\":0.2,\"on\":\"any\"}");
            start(
                    n3,
                    postgres,
                    Map.of(
                            "hub.n3.requests-per-minute",
                            "100",
                            "hub.n3.window",
                            "10s",
                            "hub.n3.poll-pause",
                            "2s",
                            "hub.n3.unsure-pause",
                            "2s"));
            Path result = drop(ORDERS);
            killUntil(() -> Files.exists(result), 2_000, 15_000);
            await("seed " + SEED).atMost(Duration.ofMinutes(15)).until(() -> Files.exists(result));
            WatchedN3.Log log = n3.log();
            System.out.println("three hubs, seed " + SEED + ", " + kills + " kills, "
                    + SteadyRate.of(log, Duration.ofSeconds(20)) + ", " + RealLimitTest.summary(log));
            assertKept(log, 100);
            everyOrderEndsOnce(result, ORDERS, postgres, log);
        } finally {
            hubs.forEach(HubProcess::close);
        }
    }

    /** The real limit, window and pause; one kill halfway. */
    @Test
    void threeHubsFinish24OrdersAMinuteAtTheRealLimit() throws Exception {
        int orders = 420;
        try (WatchedN3 n3 = new WatchedN3();
                EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            n3.set("{\"completion\":\"exponential 30s\"}");
            start(n3, postgres, Map.of());
            Path result = drop(orders);
            TimeUnit.MINUTES.sleep(10);
            killOne(2_000);
            await().atMost(Duration.ofMinutes(25)).until(() -> Files.exists(result));
            WatchedN3.Log log = n3.log();
            SteadyRate steady = SteadyRate.of(log, Duration.ofMinutes(7));
            System.out.println("three hubs at the real limit, " + steady + ", " + RealLimitTest.summary(log));
            assertKept(log, 50);
            everyOrderEndsOnce(result, orders, postgres, log);
            assertThat(steady.perMinute()).isGreaterThanOrEqualTo(24.0);
            assertThat(steady.requestsPerOrder()).isLessThanOrEqualTo(2.1);
        } finally {
            hubs.forEach(HubProcess::close);
        }
    }

    private void start(WatchedN3 n3, EmbeddedPostgres postgres, Map<String, String> more) throws Exception {
        for (String node : List.of("one", "two", "three")) {
            Map<String, String> settings = new HashMap<>(more);
            settings.put("hub.node", node);
            settings.put("hub.ledger.url", postgres.getJdbcUrl("postgres", "postgres"));
            settings.put("hub.ledger.user", "postgres");
            settings.put("hub.intake.drop-dir", home.resolve("drop").toString());
            settings.put("hub.n3.base-url", n3.baseUrl());
            settings.put("hub.n3.token", HubProcess.TOKEN);
            settings.put("hub.jms.user", "");
            hubs.add(new HubProcess(Files.createDirectories(home.resolve(node)), settings).start());
        }
        for (HubProcess hub : hubs) {
            hub.awaitUp();
        }
    }

    private Path drop(int orders) throws Exception {
        Patients.drop(home.resolve("drop"), "patients.csv", Patients.csv("Тройнов", orders));
        return home.resolve("drop/out/n3.snils/patients.result.csv");
    }

    private void killUntil(BooleanSupplier done, int least, int most) throws Exception {
        while (!done.getAsBoolean()) {
            TimeUnit.MILLISECONDS.sleep(least + random.nextInt(most - least));
            killOne(3_000);
        }
    }

    private void killOne(int awayAtMost) throws Exception {
        HubProcess hub = hubs.get(random.nextInt(hubs.size()));
        hub.kill();
        kills++;
        TimeUnit.MILLISECONDS.sleep(random.nextInt(awayAtMost));
        hub.start();
        // Now and then it is killed again while it starts, or another one is.
        if (random.nextInt(4) > 0) {
            hub.awaitUp();
        }
    }

    private static void assertKept(WatchedN3.Log log, int limit) {
        assertThat(log.limitViolations()).isZero();
        assertThat(log.pauseViolations()).isZero();
        assertThat(log.maxInWindow()).isLessThanOrEqualTo(limit);
    }

    private static void everyOrderEndsOnce(Path result, int orders, EmbeddedPostgres postgres, WatchedN3.Log log)
            throws Exception {
        Set<String> patients = new HashSet<>();
        Set<String> ids = new HashSet<>();
        Set<String> parked = new HashSet<>();
        for (CSVRecord row : Patients.rows(result)) {
            patients.add(row.get("id"));
            ids.add(row.get("hub.order"));
            if (row.get("hub.state").equals("parked")) {
                parked.add(row.get("hub.order"));
            } else {
                assertThat(row.get("hub.state")).as(row.toString()).isEqualTo("completed");
                assertThat(row.get("hub.result.snils")).hasSize(11);
            }
        }
        assertThat(patients).hasSize(orders);
        assertThat(ids).hasSize(orders);
        // A kill that meets a submission leaves it unsure; it is repeated once. The second such kill leaves the order
        // to a person.
        assertThat(parked).isEqualTo(lostTwice(postgres));
        int unsure = unsureSubmissions(postgres);
        System.out.println(unsure + " submissions unsure, " + log.duplicates()
                + " of them had arrived and were sent again, " + parked.size() + " orders parked");
        assertThat(log.posts()).isBetween(orders, orders + unsure);
        assertThat(log.duplicates()).isLessThanOrEqualTo(unsure);
    }

    private static int unsureSubmissions(EmbeddedPostgres postgres) throws SQLException {
        return ids(postgres, "select order_id from attempts where step = 'submit' and outcome = 'unsure'")
                .size();
    }

    private static Set<String> lostTwice(EmbeddedPostgres postgres) throws SQLException {
        return new HashSet<>(ids(
                postgres,
                "select order_id from attempts where step = 'submit' and outcome = 'unsure' group by order_id"
                        + " having count(*) > 1"));
    }

    private static List<String> ids(EmbeddedPostgres postgres, String sql) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }
}
