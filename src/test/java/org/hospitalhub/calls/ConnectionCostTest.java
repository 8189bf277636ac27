package org.hospitalhub.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connection for each call costs, beside calls over one that is kept: both in one run, so that the ratio counts. */
@Tag("slow")
class ConnectionCostTest {

    private static final int CALLS = 200;
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void aFreshConnectionForEachCallIsPaidInMilliseconds(@TempDir Path data) throws Exception {
        Path file = new NhifSimulator(data, InstantSource.system()).clientFile("server");
        KeyStore store = KeyStore.getInstance(file.toFile(), "sandbox".toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "sandbox".toCharArray());
        SSLContext serverSide = SSLContext.getInstance("TLS");
        serverSide.init(keys.getKeyManagers(), null, null);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        var chain = store.getCertificateChain(store.aliases().nextElement());
        trusted.setCertificateEntry("root", chain[chain.length - 1]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext clientSide = SSLContext.getInstance("TLS");
        clientSide.init(null, trust.getTrustManagers(), null);
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (RawServer plain = new RawServer(null, (request, out) -> out.write(RawServer.answer(200, "own")));
                RawServer tls = new RawServer(serverSide, (request, out) -> out.write(RawServer.answer(200, "own")));
                CloseableHttpClient fresh = client(clientSide, timer);
                CloseableHttpClient kept = client(clientSide, null)) {
            for (RawServer server : new RawServer[] {plain, tls}) {
                String address = (server == tls ? "https" : "http") + "://localhost:" + server.port() + "/x";
                double[] millis = new double[2];
                // Each twice, the first time to warm up.
                for (int round = 0; round < 2; round++) {
                    millis[0] = millis(fresh, address);
                    millis[1] = millis(kept, address);
                }
                System.out.printf(
                        "%s: %.2f ms a call with a connection of its own, %.2f ms over a kept one, ratio %.1f%n",
                        server == tls ? "TLS" : "plain", millis[0], millis[1], millis[0] / millis[1]);
                // 50 calls a minute leave 1,200 ms for each.
                assertThat(millis[0]).isLessThan(600);
            }
        } finally {
            timer.shutdownNow();
        }
    }

    private static CloseableHttpClient client(SSLContext tls, @Nullable ScheduledExecutorService timer) {
        HttpClientBuilder builder = HttpClientBuilder.create()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .build());
        if (timer != null) {
            new GuardedHttpClient(new GuardedHttpClient.Limits(LONG, LONG, LONG, 10_000, false, false), timer)
                    .join(builder);
        }
        return builder.build();
    }

    private static double millis(CloseableHttpClient client, String address) throws IOException {
        long began = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            client.execute(new HttpGet(address), answer -> EntityUtils.toString(answer.getEntity()));
        }
        return (System.nanoTime() - began) / 1e6 / CALLS;
    }
}
