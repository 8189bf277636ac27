package org.hospitalhub.commands.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.FindingLines;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.commands.console.SettingsCommand;
import org.hospitalhub.rules.Finding;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists everything that is wrong with settings and routes; starts nothing. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Checks settings and routes without starting the hub: 0 no findings, 1 prints all findings.",
            "Settings come from the same places as for the hub: ./config, the environment, --hub.data-dir=FOLDER and so on."
        })
public final class ValidateCommand extends SettingsCommand {

    private final CommandContext context;

    @Mixin
    private final CommandOutput output = new CommandOutput();

    /** Makes the command. */
    public ValidateCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        HubLauncher.Configured hub = context.launch().configured(settings());
        List<Finding> findings =
                Stream.concat(hub.findings().stream(), unusable(hub.settings())).toList();
        ArrayNode array = FindingLines.tree(findings);
        if (output.json()) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.set("findings", array);
            output.write(document);
        } else if (findings.isEmpty()) {
            output.out().println("No errors in settings and routes.");
        } else {
            output.out().println(findings.size() + " findings:");
            FindingLines.print(output.out(), array);
        }
        return findings.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
    }

    /** Finds identities, trust files and addresses that a start accepts but no call can use; makes no connection. */
    private Stream<Finding> unusable(Environment settings) {
        return Stream.concat(
                        new IdentityChecks(settings, context.clock()).all().stream(),
                        new ServiceChecks(settings, context.clock(), true).all().stream())
                .filter(check -> check.level() == CheckResult.Level.error)
                .map(check -> Finding.error("UNUSABLE", check.name(), check.found() + " " + check.advice()));
    }
}
