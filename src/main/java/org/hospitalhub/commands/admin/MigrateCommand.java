package org.hospitalhub.commands.admin;

import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.ledger.jdbc.LedgerLook;
import picocli.CommandLine.Command;

/** Brings the ledger's tables to this version, as a database user that the running hub need not have. */
@Command(
        name = "migrate",
        mixinStandardHelpOptions = true,
        description = {
            "Brings the ledger's tables to the version of this program, as the user in hub.ledger.user.",
            "Needed only if the hub's own PostgreSQL user may not change tables; otherwise each start does it."
        })
public final class MigrateCommand extends LedgerCommand {

    /** Makes the command. */
    public MigrateCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        LedgerLook now = withLedger(ledger -> LedgerLook.at(ledgerOf(configured())));
        output().out().printf("The ledger's tables have version %s.%n", now.schema());
        return ExitCode.OK;
    }
}
