package org.hospitalhub.commands.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.ledger.Audit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Verifies the hash chain of the audit. */
@Command(
        name = "verify-audit",
        mixinStandardHelpOptions = true,
        description = {
            "Walks the chain of the audit: 0 every entry is as it was written, 1 one was changed or taken away.",
            "Give it the newest head in the hub's log or syslog: without one it cannot show a ledger that was set back."
        })
public final class VerifyAuditCommand extends LedgerCommand {

    @Option(
            names = "--head",
            paramLabel = "NUMBER:HASH",
            description = "A head that was noted before: shows also a chain that was shortened or written anew.")
    private @Nullable String head;

    /** Makes the command. */
    public VerifyAuditCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        Audit.Head noted = noted();
        Audit.Verification found = withLedger(ledger -> ledger.audit().verify(noted));
        if (output().json()) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.put("whole", found.whole());
            document.put("entries", found.entries());
            document.put("brokenAt", found.brokenAt());
            document.put("head", found.head().toString());
            output().write(document);
        } else if (found.whole()) {
            output().out().printf("%d entries, every one as it was written.%nhead %s%n", found.entries(), found.head());
            if (noted == null) {
                output().out()
                        .println(
                                "The ledger alone cannot show that it was set back to an earlier state, or written anew with"
                                        + " its key: give --head a head from the log (\"Head of the audit\") or syslog.");
            }
        } else {
            output().out()
                    .printf(
                            "The chain is broken at entry %d; %d entries are there.%n",
                            found.brokenAt(), found.entries());
        }
        return found.whole() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private Audit.@Nullable Head noted() {
        try {
            return head == null ? null : Audit.Head.parse(head);
        } catch (IllegalArgumentException unreadable) {
            throw new ParameterException(command(), String.valueOf(unreadable.getMessage()));
        }
    }
}
