package org.hospitalhub.commands.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.util.List;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.operations.audit.FhirAuditEvents;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the audit out as FHIR AuditEvent resources. */
@Command(
        name = "export-audit",
        mixinStandardHelpOptions = true,
        description =
                "Writes the audit to standard output as FHIR R4 AuditEvent resources, oldest first, one on each line (NDJSON).")
public final class ExportAuditCommand extends LedgerCommand {

    private static final int PAGE = 1000;

    @Option(
            names = "--after",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "Omit entries up to this number, which were exported before.")
    private long after;

    /** Makes the command. */
    public ExportAuditCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        String node = configured().settings().getProperty("hub.node", "hub");
        FhirAuditEvents events = new FhirAuditEvents(JsonMapper.builder().build(), node);
        return withLedger(ledger -> {
            ledger.audit().record("hub", "export-audit", null, "by the command line, after " + after);
            List<Audit.Entry> page = ledger.audit().after(after, PAGE);
            while (!page.isEmpty()) {
                page.forEach(entry -> line(events, entry, output().out()));
                page = ledger.audit().after(page.get(page.size() - 1).number(), PAGE);
            }
            return ExitCode.OK;
        });
    }

    private static void line(FhirAuditEvents events, Audit.Entry entry, PrintWriter out) {
        try {
            out.println(JsonMapper.builder().build().writeValueAsString(events.event(entry)));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a JSON tree can be written", impossible);
        }
    }
}
