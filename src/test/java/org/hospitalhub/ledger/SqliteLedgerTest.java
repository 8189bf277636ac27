package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger in one file. */
class SqliteLedgerTest extends LedgerContract {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Override
    LedgerSettings settings(byte[]... keys) {
        return new LedgerSettings("jdbc:sqlite:" + folder.resolve("ledger.db"), null, null, List.of(keys));
    }

    @Test
    void noNameOfAPatientStandsInTheFile() throws IOException {
        ledger.acceptance().accept(stage.order("k").order());
        stage.complete(ledger);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(bytes.contains(LedgerFixture.PLANTED))
                        .as(file.toString())
                        .isFalse();
            }
        }
    }

    @Test
    void anOrderWhosePayloadIsDamagedDoesNotHoldUpTheOthers() throws SQLException {
        String damaged = accept("k1").id();
        String whole = accept("k2").id();
        try (Connection connection = DriverManager.getConnection(settings(KEY).url());
                Statement statement = connection.createStatement()) {
            statement.execute("update papers set payload = x'0102' where order_id = '" + damaged + "'");
        }
        assertThat(stage.claim(ledger).order().id()).isEqualTo(whole);
        assertThat(find(damaged).problem()).extracting(Problem::code).isEqualTo("PAYLOAD_DAMAGED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "address_kind = 'queue', address = x'0102'",
                "address_kind = 'callback', address = x'01'",
                "findings = x'0102'"
            })
    void anOrderWithADamagedColumnDoesNotHoldUpTheOthers(String damage) throws SQLException {
        String damaged = accept("k1").id();
        String whole = accept("k2").id();
        try (Connection connection = DriverManager.getConnection(settings(KEY).url());
                Statement statement = connection.createStatement()) {
            statement.execute("update orders set " + damage + " where id = '" + damaged + "'");
        }
        assertThat(stage.claim(ledger).order().id()).isEqualTo(whole);
        assertThat(find(damaged).problem()).extracting(Problem::code).isEqualTo("ORDER_DAMAGED");
    }

    @Test
    void aLedgerOfANewerHubIsRefused() throws SQLException {
        ledger.close();
        try (Connection connection = DriverManager.getConnection(settings(KEY).url());
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by, \
                    execution_time, success) values (99, '99', 'of the future', 'SQL', 'V99__x.sql', '', 1, 1)""");
        }
        assertThatThrownBy(() -> stage.open(settings(KEY)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("newer Hospital Hub");
    }

    @Test
    void aFolderThatIsNotThereIsSaidInOneSentence() {
        LedgerSettings nowhere = LedgerSettings.sqlite(folder.resolve("nowhere/ledger.db"), KEY);
        assertThatThrownBy(() -> stage.open(nowhere))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("cannot be opened for writing");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private void isRefused(String... words) {
        assertThatThrownBy(() -> stage.open(settings(KEY)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContainingAll(words);
    }

    /** What the files are like after kill -9: the copy is taken while the ledger is open. */
    private void kill() throws IOException {
        Path copy = Files.createDirectory(file("killed"));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path part : files.filter(Files::isRegularFile).toList()) {
                Files.copy(part, copy.resolve(part.getFileName()));
            }
        }
        ledger.close();
        try (Stream<Path> files = Files.list(copy)) {
            for (Path part : files.toList()) {
                Files.move(part, file(part.getFileName().toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void afterAKillTheLedgerOpensWithEverything() throws IOException {
        Order order = accept("k1");
        kill();
        Files.deleteIfExists(file("ledger.db-shm"));
        ledger = stage.open(settings(KEY));
        assertThat(find(order.id()).key()).isEqualTo("k1");
    }

    @Test
    void aMissingWalIsRefused() throws IOException {
        accept("k1");
        kill();
        Files.delete(file("ledger.db-wal"));
        isRefused("has lost data", "-wal");
    }

    @Test
    void anEmptiedFileBesideItsWalIsRefusedAndTheWalIsKept() throws IOException {
        accept("k1");
        kill();
        Files.write(file("ledger.db"), new byte[0]);
        isRefused("missing or empty", "ledger.db-wal");
        assertThat(Files.size(file("ledger.db-wal"))).isPositive();
    }

    @Test
    void aRemovedFileIsRefusedAlsoAfterAnOrderlyEnd() throws IOException {
        accept("k1");
        ledger.close();
        Files.delete(file("ledger.db"));
        isRefused("has lost data");
    }

    @Test
    void anOlderCopyIsRefused() throws IOException {
        ledger.close();
        Files.copy(file("ledger.db"), file("older.db"));
        ledger = stage.open(settings(KEY));
        accept("k1");
        ledger.close();
        Files.move(file("older.db"), file("ledger.db"), StandardCopyOption.REPLACE_EXISTING);
        isRefused("older or empty file");
        Files.delete(file("ledger.db.mark"));
        ledger = stage.open(settings(KEY));
        assertThat(ledger.audit()).isNotNull();
    }

    @Test
    void aDamagedFileIsCalledDamaged() throws IOException {
        accept("k1");
        ledger.close();
        byte[] bytes = Files.readAllBytes(file("ledger.db"));
        byte[] noise = bytes.clone();
        Arrays.fill(noise, 0, 4096, (byte) 7);
        Files.write(file("ledger.db"), noise);
        isRefused("is damaged", "backup");
        noise = bytes.clone();
        Arrays.fill(noise, 4096, noise.length / 2, (byte) 7);
        Files.write(file("ledger.db"), noise);
        isRefused("is damaged", "backup");
        Files.write(file("ledger.db"), Arrays.copyOf(bytes, bytes.length / 3));
        isRefused("is damaged", "backup");
        Files.writeString(file("ledger.db"), "this was never a ledger");
        isRefused("is damaged", "backup");
    }

    @Test
    void onlyItsOwnerReadsTheFiles() throws IOException {
        accept("k1");
        for (String name : List.of("ledger.db", "ledger.db-wal", "ledger.db-shm", "ledger.db.mark")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
                    .as(name)
                    .isEqualTo("rw-------");
        }
    }
}
