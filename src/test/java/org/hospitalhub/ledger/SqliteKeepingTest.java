package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.crypto.SealedColumn;
import org.hospitalhub.ledger.database.LedgerFile;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keeping a ledger in one file. */
class SqliteKeepingTest extends KeepingContract {

    private static final Set<String> HASHES = Set.of(
            "orders.fingerprint",
            "orders.question",
            "audit.link",
            "audit.proof",
            "service_ids.question",
            "service_ids.reference");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Override
    LedgerSettings settings(byte[]... keys) {
        return new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null, List.of(keys));
    }

    @Test
    void everyColumnOfBytesIsEitherAHashOrEncryptedAgainByARotation() throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (Connection connection = DriverManager.getConnection(settings(KEY).url());
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("""
                        select t.name || '.' || c.name from sqlite_master t join pragma_table_info(t.name) c \
                        where t.type = 'table' and lower(c.type) = 'blob'""")) {
            while (found.next()) {
                columns.add(found.getString(1));
            }
        }
        Set<String> known = SealedColumn.ALL.stream()
                .map(column -> column.table() + "." + column.name())
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(HASHES);
        assertThat(columns).isEqualTo(known);
    }

    @Test
    void aCopyMadeWhileTheHubWritesIsTheLedgerOfOneMoment() throws Exception {
        AtomicBoolean writing = new AtomicBoolean(true);
        Thread writer = new Thread(() -> {
            for (int i = 0; writing.get(); i++) {
                accept("svc.ask", "k" + i, "{\"n\":%d}".formatted(i));
                ledger.audit().record("olga", "replay", "o" + i, "why");
            }
        });
        writer.start();
        try {
            for (int i = 0; i < 5; i++) {
                Path copy = folder.resolve("copy" + i + ".db");
                LedgerFile.Contents contents = LedgerFile.copy(folder.resolve("ledger.db"), copy);
                try (Ledger copied = stage.open(LedgerSettings.sqlite(copy, KEY))) {
                    assertThat(copied.numbers().orders().getOrDefault("svc.ask", java.util.Map.of()).values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum())
                            .as("orders by the counters and by the rows")
                            .isEqualTo(contents.orders());
                    Audit.Verification audit = copied.audit().verify();
                    assertThat(audit.whole()).isTrue();
                    assertThat(audit.head()).isEqualTo(contents.audit());
                }
            }
        } finally {
            writing.set(false);
            writer.join();
        }
    }

    @Test
    void aCopyThatWasDamagedIsNotTakenForALedger() throws IOException {
        Path copy = folder.resolve("copy.db");
        LedgerFile.copy(folder.resolve("ledger.db"), copy);
        byte[] bytes = Files.readAllBytes(copy);
        java.util.Arrays.fill(bytes, 4096, Math.min(bytes.length, 20_000), (byte) 7);
        Files.write(copy, bytes);
        assertThatThrownBy(() -> LedgerFile.look(copy)).isInstanceOf(LedgerException.class);
    }

    @Test
    void theSpaceOfPrunedDataIsReturnedToTheDisk() throws IOException, SQLException {
        String payload = "{\"x\":\"" + "y".repeat(40_000) + "\"}";
        for (int i = 0; i < 100; i++) {
            ledger.acceptance()
                    .accept(stage.order("k" + i)
                            .withPayload(payload)
                            .withFindings(Finding.error("REQUIRED", "$.x", "is missing"))
                            .order());
        }
        long full = sizeAfterCheckpoint();
        stage.advance(java.time.Duration.ofDays(1));
        ledger.retention().prune(stage.now(), stage.now());
        assertThat(sizeAfterCheckpoint()).isLessThan(full / 4);
    }

    private long sizeAfterCheckpoint() throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(settings(KEY).url());
                Statement statement = connection.createStatement()) {
            statement.execute("pragma wal_checkpoint(truncate)");
        }
        return Files.size(folder.resolve("ledger.db"));
    }
}
