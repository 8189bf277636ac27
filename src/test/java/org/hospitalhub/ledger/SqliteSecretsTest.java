package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in one file. */
class SqliteSecretsTest extends SecretsContract {

    @TempDir
    Path folder;

    @Override
    LedgerSettings settings() {
        return LedgerSettings.sqlite(folder.resolve("ledger.db"), KEY);
    }

    @Test
    void noSecretStandsInTheFile() throws IOException {
        ledger.secrets().put("token", PLANTED.getBytes(StandardCharsets.UTF_8));
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(PLANTED);
            }
        }
    }
}
