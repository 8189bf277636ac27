package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub without a thread that it needs does not stay alive and silent: its process ends, and is restarted by what watches it. */
@Tag("slow")
class ThreadDeathTest {

    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"http-nio.*-Poller", "http-nio.*-Acceptor", "claims-.*", "recovery", "memory"})
    void theProcessEndsWhenAThreadDiesWithoutWhichNobodyIsAnswered(String thread) throws Exception {
        Assumptions.assumeTrue(Runtime.version().feature() < 20, "Java 20 cannot end a thread from outside");
        Path sign = home.resolve("die");
        try (HubProcess hub = new HubProcess(home, Map.of("hub.jms.user", ""))
                .of("org.hospitalhub.wiring.DyingHub")
                .with(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m", "-Ddie.when=" + sign, "-Ddie.thread=" + thread))) {
            hub.start().awaitUp();
            Files.createFile(sign);
            assertThat(hub.awaitEnd(Duration.ofMinutes(2))).isEqualTo(3);
            assertThat(Files.readString(hub.log())).contains("The hub ends itself to be started anew");
        }
    }
}
