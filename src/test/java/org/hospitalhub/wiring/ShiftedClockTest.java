package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub in a process of its own whose wall clock jumps while it works, forwards and back; nothing else of the machine jumps.
 * Checked by the log of the receiving side. Needs Linux and a C compiler.
 */
@Tag("slow")
class ShiftedClockTest {

    private static final int ORDERS = 700;
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);
    private static final List<Duration> JUMPS = List.of(
            Duration.ofHours(1),
            Duration.ofHours(-2),
            Duration.ofMinutes(10),
            Duration.ofDays(20),
            Duration.ZERO,
            Duration.ofSeconds(-30));

    @TempDir
    private Path home;

    @Test
    void limitAndPauseAreKeptAndWorkGoesOnWhileTheClockJumps() throws Exception {
        Path shift = Files.write(home.resolve("shift"), new byte[4_096]);
        Map<String, String> clock = Map.of("LD_PRELOAD", library().toString(), "SHIFT_FILE", shift.toString());
        try (WatchedN3 n3 = new WatchedN3();
                HubProcess hub = new HubProcess(home, settings(n3)).withEnvironment(clock)) {
            n3.set("{\"limit\":100,\"window\":\"10s\",\"pause\":\"2s\",\"completion\":\"exponential 5s\"}");
            hub.start().awaitUp();
            Patients.drop(hub.drop(), "patients.csv", Patients.csv("Часов", ORDERS));
            for (Duration jump : JUMPS) {
                TimeUnit.SECONDS.sleep(20);
                shift(shift, jump);
            }
            Path result = hub.drop().resolve("out/n3.snils/patients.result.csv");
            await().atMost(Duration.ofMinutes(10)).until(() -> Files.exists(result));
            for (CSVRecord row : Patients.rows(result)) {
                assertThat(row.get("hub.state")).isEqualTo("completed");
            }
            assertKept(n3.log());
        }
    }

    private static void assertKept(WatchedN3.Log log) {
        assertThat(log.limitViolations()).isZero();
        assertThat(log.pauseViolations()).isZero();
        assertThat(log.maxInWindow()).isLessThanOrEqualTo(100);
        assertThat(log.posts()).as("no order is sent twice").isEqualTo(ORDERS);
        Map<String, Instant> last = new HashMap<>();
        Instant before = log.arrivals().get(0).at();
        for (WatchedN3.Arrival arrival : log.arrivals()) {
            assertThat(Duration.between(before, arrival.at())).isLessThan(LONGEST_SILENCE);
            before = arrival.at();
            Instant asked = last.put(arrival.order(), arrival.at());
            if (asked != null) {
                assertThat(Duration.between(asked, arrival.at())).isGreaterThanOrEqualTo(PAUSE);
            }
        }
    }

    private static Map<String, String> settings(WatchedN3 n3) {
        Map<String, String> settings = new HashMap<>();
        settings.put("hub.jms.user", "");
        settings.put("hub.n3.base-url", n3.baseUrl());
        settings.put("hub.n3.token", HubProcess.TOKEN);
        settings.put("hub.n3.requests-per-minute", "100");
        settings.put("hub.n3.window", "10s");
        settings.put("hub.n3.poll-pause", "2s");
        settings.put("hub.n3.unsure-pause", "2s");
        return settings;
    }

    private static void shift(Path file, Duration by) throws IOException {
        ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(by.toSeconds())
                .flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(seconds, 0);
        }
    }

    private Path library() throws Exception {
        Path library = home.resolve("shifted-clock.so");
        Path source = Path.of("src/test/resources/wiring/shifted-clock.c");
        try {
            int code = new ProcessBuilder("cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                    .start()
                    .waitFor();
            assumeTrue(code == 0, "the library cannot be compiled here");
        } catch (IOException none) {
            assumeTrue(false, "no C compiler is installed");
        }
        return library;
    }
}
