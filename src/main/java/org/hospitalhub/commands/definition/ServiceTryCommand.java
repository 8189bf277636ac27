package org.hospitalhub.commands.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.SettingsCommand;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.StepEndedException;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.ServiceRoom;
import org.hospitalhub.service.check.DefinitionCheck;
import org.hospitalhub.service.definition.DefinitionReader;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.engine.ServiceProgram;
import org.hospitalhub.service.engine.SettingValues;
import org.hospitalhub.service.engine.TrialRun;
import org.hospitalhub.service.engine.TrialSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.ConfigurableEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tries an operation of a definition with a payload; never calls the service itself. */
@Command(
        name = "try",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a payload and runs the operation against a running sandbox (hub sandbox), never against the real service.",
            "With --dry nothing is sent and the first request is printed. Settings may follow (--hub.sandbox.port=8090)."
        })
final class ServiceTryCommand extends SettingsCommand {

    private final CommandContext context;
    private final JsonMapper json = JsonMapper.builder().build();

    @Parameters(index = "0", paramLabel = "OPERATION", description = "Name of the operation: ecard.eligibility, …")
    private String name = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "The payload, JSON.")
    private Path file = Path.of("payload.json");

    @Option(names = "--dry", description = "Prints the first request and sends nothing.")
    private boolean dry;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "Folder of the definitions; default: hub.services-dir.")
    private @Nullable Path dir;

    @Mixin
    private CommandOutput output = new CommandOutput();

    ServiceTryCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        JsonNode payload = payload();
        ConfigurableEnvironment settings =
                context.launch().configured(settings()).settings();
        Path services = dir == null ? Path.of(settings.getProperty("hub.services-dir", "services")) : dir;
        String service = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
        ServiceFolder folder = ServiceCheckCommand.folder(services, service);
        ServiceDefinition definition = DefinitionReader.read(folder).definition();
        if (definition == null
                || DefinitionCheck.check(folder, context.clock()).stream().anyMatch(Finding::refuses)) {
            return ServiceCheckCommand.report(folder, context.clock(), output);
        }
        OperationDefinition operation = operation(definition);
        if (!dry) {
            SandboxStub.offer(settings, service);
        }
        TrialReport report = new TrialReport(output);
        ServiceBeans beans = beans(operation, settings, report);
        byte[] checked = check(folder, definition, settings, beans, payload, report);
        return checked == null
                ? report.end(ExitCode.FINDINGS)
                : send(definition, operation, settings, beans, checked, report);
    }

    /** Returns the beans of the jar that the definition names, as far as these settings let them be made. */
    private ServiceBeans beans(OperationDefinition operation, ConfigurableEnvironment settings, TrialReport report) {
        String why = "a bean of the running hub";
        ServiceBeans beans = ServiceBeans.NONE;
        try {
            beans = ServiceRoom.of(operation.service())
                    .map(room -> room.beans(settings, context.clock()))
                    .orElse(ServiceBeans.NONE);
        } catch (RuntimeException unmade) {
            why = "which cannot be made with these settings (hub doctor says more)";
        }
        if (operation.check() != null && !beans.checks().containsKey(operation.check())) {
            report.notPlayed("the check java:" + operation.check() + ", " + why
                    + "; the payload was checked by its schema alone.");
        }
        return beans;
    }

    /** Returns a file beside the payload, as for a dropped order. */
    private Optional<byte[]> beside(String plainName) {
        try {
            Path beside = file.toAbsolutePath().resolveSibling(plainName);
            return plainName.contains("/") || !Files.isRegularFile(beside)
                    ? Optional.empty()
                    : Optional.of(Files.readAllBytes(beside));
        } catch (IOException | InvalidPathException unreadable) {
            return Optional.empty();
        }
    }

    private JsonNode payload() {
        if (!Files.isRegularFile(file)) {
            throw new CommandException(
                    ExitCode.FAILED, "There is no file " + file + ": write the payload of an order into it, as JSON.");
        }
        try {
            return json.readTree(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.FAILED, "The payload " + file + " cannot be read as JSON.");
        }
    }

    private OperationDefinition operation(ServiceDefinition definition) {
        OperationDefinition operation = definition.operations().get(name);
        if (operation == null) {
            throw new CommandException(
                    ExitCode.NOT_FOUND,
                    "Unknown operation " + name + "; known are "
                            + String.join(", ", definition.operations().keySet()) + ".");
        }
        return operation;
    }

    private static Function<String, @Nullable String> shown(
            ServiceDefinition definition, ConfigurableEnvironment settings, boolean masked) {
        return TrialSettings.over(definition, settings::getProperty, masked);
    }

    /** Returns the payload as it would be stored, null when it is refused. */
    private byte @Nullable [] check(
            ServiceFolder folder,
            ServiceDefinition definition,
            ConfigurableEnvironment settings,
            ServiceBeans beans,
            JsonNode payload,
            TrialReport report) {
        NationalService service = NationalServices.of(
                folder,
                new NationalServices.Surroundings(shown(definition, settings, true), Set.of(), beans, context.clock()));
        Operation operation = service.operations().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
        if (operation == null) {
            report.findings(service.findings());
            return null;
        }
        Operation.Checked checked = operation.checked(payload, this::beside);
        report.findings(checked.findings());
        try {
            return checked.refused() ? null : json.writeValueAsBytes(checked.payload());
        } catch (IOException impossible) {
            throw new IllegalStateException("a JSON tree can be written", impossible);
        }
    }

    private int send(
            ServiceDefinition definition,
            OperationDefinition operation,
            ConfigurableEnvironment settings,
            ServiceBeans beans,
            byte[] payload,
            TrialReport report) {
        ServiceProgram sent = new ServiceProgram(
                definition, new SettingValues(definition, shown(definition, settings, false)), beans.values());
        ServiceProgram masked = new ServiceProgram(
                definition, new SettingValues(definition, shown(definition, settings, true)), beans.values());
        TrialRun run = new TrialRun(sent, masked, operation, payload, context.clock());
        run.ownRoutes()
                .forEach(
                        step -> report.notPlayed(
                                "the own route of step " + step
                                        + ", which runs in the hub only; the definition's request is played in its place, if there is one."));
        if (!dry) {
            return report.outcome(SandboxStub.run(run, sent, settings, context, report));
        }
        try {
            report.request(run.preview());
            return report.end(ExitCode.OK);
        } catch (StepEndedException ended) {
            return report.outcome(ended.outcome());
        }
    }
}
