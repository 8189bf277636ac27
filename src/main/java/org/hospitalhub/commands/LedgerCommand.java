package org.hospitalhub.commands;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/** A command about the ledger itself, opened with the hub's own settings; hubs may run meanwhile. */
abstract class LedgerCommand extends SettingsCommand {

    private static final String SQLITE = "jdbc:sqlite:";

    private final Session session;

    @Mixin
    private final Output output = new Output();

    LedgerCommand(Session session) {
        this.session = session;
    }

    final Session session() {
        return session;
    }

    final Output output() {
        return output;
    }

    final Launch.Configured configured() {
        return session.launch().configured(settings());
    }

    /** Where the ledger is; a missing key is told in one line. */
    static LedgerSettings ledgerOf(Launch.Configured configured) {
        try {
            return configured.ledger();
        } catch (RuntimeException unusable) {
            throw new CommandFailure(Exit.FAILED, String.valueOf(unusable.getMessage()));
        }
    }

    /** The file of the ledger; null when it is in PostgreSQL. */
    static @Nullable Path fileOf(LedgerSettings settings) {
        return settings.url().startsWith(SQLITE) ? Path.of(settings.url().substring(SQLITE.length())) : null;
    }

    /** Opens the ledger that is there; a mistyped folder must not make an empty one. */
    final <T> T withLedger(Function<Ledger, T> work) {
        LedgerSettings settings = ledgerOf(configured());
        Path file = fileOf(settings);
        if (file != null && !Files.isRegularFile(file)) {
            throw new CommandFailure(
                    Exit.FAILED, "There is no ledger at " + file + "; say where it is: --hub.data-dir=FOLDER");
        }
        return open(session, settings, work);
    }

    static <T> T open(Session session, LedgerSettings settings, Function<Ledger, T> work) {
        try (Ledger ledger = JdbcLedger.open(settings, new Operations(List.of()), Map.of(), session.clock())) {
            return work.apply(ledger);
        } catch (LedgerException refused) {
            throw new CommandFailure(Exit.FAILED, String.valueOf(refused.getMessage()));
        }
    }
}
