package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that lost a thread to an error of the JVM does not stay alive: its process ends, and is restarted by what watches it. */
@Tag("slow")
class ThreadDeathTest {

    @TempDir
    private Path home;

    @Test
    void theProcessEndsWhenAThreadHasNoMemory() throws Exception {
        Path sign = home.resolve("die");
        try (HubProcess hub = new HubProcess(home, Map.of("hub.jms.user", ""))
                .of("org.hospitalhub.wiring.DyingHub")
                .with(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m", "-Ddie.when=" + sign))) {
            hub.start().awaitUp();
            Files.createFile(sign);
            assertThat(hub.awaitEnd(Duration.ofMinutes(2))).isEqualTo(3);
            assertThat(Files.readString(hub.log())).contains("The hub stops itself so that it is restarted");
        }
    }
}
