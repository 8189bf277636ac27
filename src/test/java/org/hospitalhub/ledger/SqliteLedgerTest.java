package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                assertThat(bytes.contains(LedgerStage.PLANTED))
                        .as(file.toString())
                        .isFalse();
            }
        }
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
}
