package org.hospitalhub.nhif;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.OutgoingTls;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a query costs beside a plain client with the same TLS, in the same run; docs/sandbox-nhif.md keeps the numbers. */
@Tag("slow")
class NhifBenchmarkTest {

    private static final int CALLERS = 4;
    private static final int CALLS = 2000;
    private static final int ROUNDS = 3;

    @TempDir
    static Path data;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final AtomicInteger callers = new AtomicInteger();
    private final ExecutorService pool =
            Executors.newFixedThreadPool(CALLERS, task -> new Thread(task, "bench-" + callers.incrementAndGet()));

    /**
     * One round.
     *
     * @param cpu of the client's threads alone, in nanoseconds for one call
     */
    private record Round(double callsPerSecond, double cpu, double median, double p99) {}

    @Test
    void aQueryKeepsItsConnectionAndCostsLittleMoreThanAPlainClient() throws Exception {
        try (NhifFixture stand = new NhifFixture(data, List.of("TLSv1.3"), null, Map.of())) {
            HttpClient plain = plain(stand);
            HttpRequest request = HttpRequest.newBuilder(URI.create(
                            "https://localhost:" + stand.sandbox.tlsPort() + "/api/pspsmi/v1.2/PBR001/8001011004"))
                    .header("Accept", CatalogueEntry.DEFAULT_ACCEPT)
                    .build();
            Callable<Boolean> hub = () -> stand.query("authorised", "PBR001", "8001011004") instanceof Outcome.Done;
            Callable<Boolean> bare = () ->
                    plain.send(request, HttpResponse.BodyHandlers.ofByteArray()).statusCode() == 200;
            round(hub, CALLS);
            round(bare, CALLS);
            List<Round> hubs = new ArrayList<>();
            List<Round> bares = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                hubs.add(round(hub, CALLS));
                bares.add(round(bare, CALLS));
            }
            stand.control("DELETE", "journal", "");
            round(hub, 200);
            long connections = stand.journal().stream()
                    .map(line -> line.path("connection").asInt())
                    .distinct()
                    .count();
            print("nhif.query", hubs);
            print("java.net.http", bares);
            System.out.printf(
                    "ratio: calls/s %.2f, CPU per call %.2f; connections of %d callers in 200 calls: %d%n",
                    best(hubs).callsPerSecond() / best(bares).callsPerSecond(),
                    best(hubs).cpu() / best(bares).cpu(),
                    CALLERS,
                    connections);
            assertThat(connections).as("a connection for each call").isEqualTo(200);
        } finally {
            pool.shutdownNow();
        }
    }

    private static HttpClient plain(NhifFixture stand) {
        Identities identities = new Identities(new IdentitySettings(Map.of(
                "authorised",
                new IdentitySettings.Entry(
                        stand.simulator.clientFile("authorised"),
                        IdentitySettings.Type.PKCS12,
                        "sandbox",
                        null,
                        null))));
        OutgoingTls.Settings settings =
                new OutgoingTls.Settings(stand.simulator.caFile(), List.of("TLSv1.3"), List.of());
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(OutgoingTls.context(settings, () -> identities.named("authorised")))
                .build();
    }

    private Round round(Callable<Boolean> call, int calls) throws Exception {
        long cpu = cpu();
        long start = System.nanoTime();
        List<Future<long[]>> running = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            running.add(pool.submit(() -> {
                long[] times = new long[calls / CALLERS];
                for (int n = 0; n < times.length; n++) {
                    long begun = System.nanoTime();
                    assertThat(call.call()).isTrue();
                    times[n] = System.nanoTime() - begun;
                }
                return times;
            }));
        }
        LongStream.Builder all = LongStream.builder();
        for (Future<long[]> one : running) {
            LongStream.of(one.get()).forEach(all);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted = all.build().sorted().toArray();
        return new Round(
                calls / seconds,
                (cpu() - cpu) / (double) calls,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6);
    }

    /** CPU time of the clients' threads; those of the sandbox have other names. */
    private long cpu() {
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            boolean client = thread != null
                    && (thread.getThreadName().startsWith("bench-")
                            || thread.getThreadName().startsWith("HttpClient-"));
            sum += client ? Math.max(0, threads.getThreadCpuTime(thread.getThreadId())) : 0;
        }
        return sum;
    }

    private static Round best(List<Round> rounds) {
        return rounds.stream()
                .max((one, other) -> Double.compare(one.callsPerSecond(), other.callsPerSecond()))
                .orElseThrow();
    }

    private static void print(String name, List<Round> rounds) {
        Round best = best(rounds);
        System.out.printf(
                "%s: best of %d rounds: %.0f calls/s, %.0f us CPU per call, median %.2f ms, p99 %.2f ms; load %.1f%n",
                name,
                rounds.size(),
                best.callsPerSecond(),
                best.cpu() / 1000,
                best.median(),
                best.p99(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }
}
