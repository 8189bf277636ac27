package org.hospitalhub.wiring;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many rounds of {@link KillRounds} on each database: {@code mvn verify -Dtest=KillRoundsTest -Dhub.test.excluded=none
 * -Dhub.kill.rounds=100}; the same orders and moments again with {@code -Dhub.kill.seed}.
 */
@Tag("slow")
class KillRoundsTest {

    private static final int ROUNDS = Integer.getInteger("hub.kill.rounds", 20);
    private static final long SEED = Long.getLong("hub.kill.seed", System.nanoTime());

    @TempDir
    private Path home;

    @Test
    void onSqliteNothingIsLostOrDoneTwice() throws Exception {
        play(Map.of());
    }

    @Test
    void onPostgresqlNothingIsLostOrDoneTwice() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
            play(Map.of("hub.ledger.url", postgres.getJdbcUrl("postgres", "postgres"), "hub.ledger.user", "postgres"));
        }
    }

    private void play(Map<String, String> ledger) throws Exception {
        System.out.println("seed " + SEED + ", " + ROUNDS + " rounds, " + ledger);
        try (KillRounds rounds = new KillRounds(home, ledger, SEED)) {
            rounds.play(ROUNDS);
        }
    }
}
