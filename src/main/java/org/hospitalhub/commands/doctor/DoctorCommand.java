package org.hospitalhub.commands.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.commands.console.SettingsCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks everything that a hub needs and says what to do; changes nothing and needs no running hub. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Checks everything the hub needs and says what to do: 0 no problem, 1 a person must act.",
            "Run it with the hub's user, folder and environment; settings may follow.",
            "It connects to each configured service and reads its clock with HEAD /; no order is sent.",
            "It requests one time stamp from the authority of a service's signatures, and asks the authorities of the",
            "signers whether they are revoked, if the settings say so."
        })
public final class DoctorCommand extends SettingsCommand {

    private final CommandContext context;

    @Mixin
    private final CommandOutput output = new CommandOutput();

    @Option(names = "--offline", description = "Skip all checks that need the network.")
    private boolean offline;

    /** Makes the command. */
    public DoctorCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        HubLauncher.Configured hub = context.launch().configured(settings());
        List<CheckResult> checks = new ArrayList<>();
        checks.addAll(new MachineChecks(hub).all());
        checks.addAll(new LedgerChecks(hub, context.clock()).all());
        checks.addAll(new IdentityChecks(hub.settings(), context.clock()).all());
        ServiceChecks services = new ServiceChecks(hub.settings(), context.clock(), offline);
        checks.addAll(services.all());
        checks.addAll(TimeStampChecks.all(hub.settings(), context.clock(), offline, services.services()));
        checks.addAll(RevocationChecks.all(hub.settings(), context.clock(), offline, services.services()));
        checks.addAll(new LongTermChecks(hub.settings(), context.clock(), offline).all(services.services()));
        if (output.json()) {
            output.write(json(checks));
        } else {
            checks.forEach(this::print);
        }
        return worrying(checks) == 0 ? ExitCode.OK : ExitCode.FINDINGS;
    }

    private void print(CheckResult check) {
        output.out().printf("%-8s %-24s %s%n", check.level(), check.name(), check.found());
        if (!check.advice().isEmpty()) {
            output.out().printf("%-8s %-24s -> %s%n", "", "", check.advice());
        }
    }

    private static long worrying(List<CheckResult> checks) {
        return checks.stream()
                .filter(check -> check.level() == CheckResult.Level.warning || check.level() == CheckResult.Level.error)
                .count();
    }

    private static ObjectNode json(List<CheckResult> checks) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("well", worrying(checks) == 0);
        ArrayNode list = json.putArray("checks");
        for (CheckResult check : checks) {
            list.addObject()
                    .put("check", check.name())
                    .put("level", check.level().name())
                    .put("found", check.found())
                    .put("advice", check.advice());
        }
        return json;
    }
}
