package org.hospitalhub.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Several limits at once, in one file. */
class SqliteSeveralLimitsTest extends SeveralLimitsContract {

    @TempDir
    Path folder;

    @Override
    LedgerSettings settings() {
        return LedgerSettings.sqlite(folder.resolve("ledger.db"), KEY);
    }
}
