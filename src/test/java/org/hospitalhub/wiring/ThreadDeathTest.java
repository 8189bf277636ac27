package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub that lost a thread without which it does not work does not stay alive: its process ends, and is restarted by what watches it. */
@Tag("slow")
class ThreadDeathTest {

    @TempDir
    private Path home;

    @Test
    void theProcessEndsWhenAThreadHasNoMemory() throws Exception {
        assertThat(afterADeath("")).contains("The hub stops itself so that it is restarted: thread dying ended by");
    }

    /** Each ends without an error of the JVM, so that only the hub's look for missing threads can notice. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http-nio-.*-Acceptor",
                "http-nio-.*-Poller",
                "claims-delivery",
                "result-files",
                "recovery",
            })
    void theProcessEndsWhenAThreadIsGoneWithoutWhichNobodyIsAnswered(String thread) throws Exception {
        assumeTrue(Runtime.version().feature() < 20, "later JDKs let no thread be killed");
        assertThat(afterADeath(thread))
                .contains("Killing the thread")
                .containsPattern("The hub stops itself so that it is restarted: thread " + thread + " has died");
    }

    private String afterADeath(String thread) throws Exception {
        Path sign = home.resolve("die");
        try (HubProcess hub = new HubProcess(home, Map.of("hub.jms.user", ""))
                .of("org.hospitalhub.wiring.DyingHub")
                .with(List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx512m",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Ddie.when=" + sign,
                        "-Ddie.thread=" + thread))) {
            hub.start().awaitUp();
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> Files.readString(hub.log()).contains("Head of the audit"));
            TimeUnit.SECONDS.sleep(5); // two looks: a thread that was never seen is not missed
            Files.createFile(sign);
            assertThat(hub.awaitEnd(Duration.ofMinutes(2))).isEqualTo(3);
            return Files.readString(hub.log());
        }
    }
}
