package org.hospitalhub.commands.admin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.commands.console.SettingsCommand;
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

    private final CommandContext context;

    @Mixin
    private final CommandOutput output = new CommandOutput();

    LedgerCommand(CommandContext context) {
        this.context = context;
    }

    final CommandContext context() {
        return context;
    }

    final CommandOutput output() {
        return output;
    }

    final HubLauncher.Configured configured() {
        return context.launch().configured(settings());
    }

    /** Returns where the ledger is; a missing key is reported in one line. */
    static LedgerSettings ledgerOf(HubLauncher.Configured configured) {
        try {
            return configured.ledger();
        } catch (RuntimeException unusable) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(unusable.getMessage()));
        }
    }

    /** Returns the file of the ledger; null when it is in PostgreSQL. */
    static @Nullable Path fileOf(LedgerSettings settings) {
        return settings.url().startsWith(SQLITE) ? Path.of(settings.url().substring(SQLITE.length())) : null;
    }

    /** Opens the ledger that is there; a mistyped folder must not make an empty one. */
    final <T> T withLedger(Function<Ledger, T> work) {
        LedgerSettings settings = ledgerOf(configured());
        Path file = fileOf(settings);
        if (file != null && !Files.isRegularFile(file)) {
            throw new CommandException(
                    ExitCode.FAILED, "There is no ledger at " + file + "; name its folder: --hub.data-dir=FOLDER");
        }
        return open(context, settings, work);
    }

    static <T> T open(CommandContext context, LedgerSettings settings, Function<Ledger, T> work) {
        try (Ledger ledger = JdbcLedger.open(settings, new Operations(List.of()), Map.of(), context.clock())) {
            return work.apply(ledger);
        } catch (LedgerException refused) {
            throw new CommandException(ExitCode.FAILED, String.valueOf(refused.getMessage()));
        }
    }
}
