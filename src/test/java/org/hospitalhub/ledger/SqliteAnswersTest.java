package org.hospitalhub.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Whose answer is whose, in one file. */
class SqliteAnswersTest extends AnswersContract {

    @TempDir
    Path folder;

    @Override
    LedgerSettings settings() {
        return LedgerSettings.sqlite(folder.resolve("ledger.db"), KEY);
    }
}
