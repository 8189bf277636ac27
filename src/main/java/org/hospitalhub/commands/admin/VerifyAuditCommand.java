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
            "Verifies the chain of the audit: 0 no entry was changed, 1 an entry was changed or removed.",
            "Pass the newest head from the hub's log or syslog; otherwise a replaced ledger cannot be detected."
        })
public final class VerifyAuditCommand extends LedgerCommand {

    @Option(
            names = "--head",
            paramLabel = "NUMBER:HASH",
            description = "A head noted earlier; also detects a shortened or rewritten chain.")
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
            output().out().printf("%d entries, all unchanged.%nhead %s%n", found.entries(), found.head());
            if (noted == null) {
                output().out()
                        .println("This does not detect a ledger that was replaced by an earlier copy, or rewritten with"
                                + " its key: pass a head from the log (\"Head of the audit\") or syslog with --head.");
            }
        } else {
            output().out()
                    .printf("The chain is broken at entry %d; it has %d entries.%n", found.brokenAt(), found.entries());
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
