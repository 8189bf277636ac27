package org.hospitalhub.wiring;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Plays {@link KillRounds}: one round in every build, many with {@code mvn verify -Dtest=KillTest -Dhub.test.excluded=none
 * -Dhub.kill.rounds=100}. The same orders and moments again with {@code -Dhub.kill.seed}; on a slow machine let it work longer
 * with {@code -Dhub.kill.awake=20000}; other options of the hub's JVM with {@code -Dhub.kill.jvm}.
 */
class KillTest {

    private static final int ROUNDS = Integer.getInteger("hub.kill.rounds", 20);
    private static final long SEED = Long.getLong("hub.kill.seed", System.nanoTime());

    @TempDir
    private Path home;

    @Test
    void aKillLosesNothingAndDoesNothingTwice() throws Exception {
        play(1, Map.of());
    }

    @Tag("slow")
    @Test
    void manyKillsOnSqliteLoseNothingAndDoNothingTwice() throws Exception {
        play(ROUNDS, Map.of());
    }

    @Tag("slow")
    @Test
    void manyKillsOnPostgresqlLoseNothingAndDoNothingTwice() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            play(
                    ROUNDS,
                    Map.of(
                            "hub.ledger.url",
                            postgres.getJdbcUrl("postgres", "postgres"),
                            "hub.ledger.user",
                            "postgres"));
        }
    }

    private void play(int rounds, Map<String, String> ledger) throws Exception {
        System.out.println("seed " + SEED + ", " + rounds + " rounds, " + ledger);
        try (KillRounds played = new KillRounds(home, ledger, SEED)) {
            played.play(rounds);
        }
    }
}
