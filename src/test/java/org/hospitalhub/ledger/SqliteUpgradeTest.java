package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades of a ledger in one file; also where the snapshot of a new schema is taken. */
class SqliteUpgradeTest extends UpgradeContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private int ledgers;

    @Override
    LedgerSettings empty() {
        return LedgerSettings.sqlite(folder.resolve("ledger-" + ledgers++ + ".db"), LedgerContract.KEY);
    }

    /**
     * A snapshot is frozen when its schema is released and never made again: {@code mvn test -Dtest=SqliteUpgradeTest
     * -Dhub.write=true} takes the one of the newest schema where there is none.
     */
    @Test
    void aSnapshotHoldsAnOrderInEveryState() throws IOException, SQLException {
        LedgerSettings place = empty();
        LedgerFixture stage = new LedgerFixture();
        try (Ledger ledger = stage.open(place)) {
            EveryState orders = new EveryState(stage, ledger);
            orders.leave();
            assertThat(orders.states()).isEqualTo(new TreeMap<>(EveryState.LEFT));
        }
        assertThat(EveryState.LEFT.values()).contains(State.values());
        if (Boolean.getBoolean("hub.write")) {
            take(place, stage);
        }
    }

    private static void take(LedgerSettings place, LedgerFixture stage) throws IOException, SQLException {
        String newest = UpgradeContract.schemas()
                .reduce((before, after) -> after)
                .orElseThrow()
                .getVersion();
        Path file = SNAPSHOTS.resolve("schema-" + newest + ".json");
        if (Files.notExists(file)) {
            try (Connection connection = DriverManager.getConnection(place.url())) {
                LedgerSnapshot.of(connection, newest, stage.now()).write(file);
            }
        }
    }
}
