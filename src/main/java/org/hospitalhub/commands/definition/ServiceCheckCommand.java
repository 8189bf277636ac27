package org.hospitalhub.commands.definition;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.CommandOutput;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.commands.console.FindingLines;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.check.DefinitionCheck;
import org.hospitalhub.service.definition.DefinitionReader;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.definition.ServiceFolders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds everything that is wrong with a definition, and starts nothing. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the definition of a service and starts nothing: 0 it can run, 1 with all findings.",
            "Each finding names file and line, what is wrong and what to do."
        })
final class ServiceCheckCommand implements Callable<Integer> {

    private final InstantSource clock;

    @Parameters(
            index = "0",
            paramLabel = "NAME|FOLDER",
            description = "A service of the services folder or the jar, or any folder with a service.yaml.")
    private String service = "";

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = "services",
            description = "Folder of the definitions (hub.services-dir); default: ${DEFAULT-VALUE}.")
    private Path dir = Path.of("services");

    @Mixin
    private CommandOutput output = new CommandOutput();

    ServiceCheckCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        return report(folder(dir, service), clock, output);
    }

    /**
     * Finds a service's folder.
     *
     * @param service name in the services folder or the jar, or a folder anywhere
     */
    static ServiceFolder folder(Path dir, String service) {
        for (Path folder : List.of(dir.resolve(service), Path.of(service))) {
            if (Files.isRegularFile(folder.resolve(ServiceFolder.DEFINITION))) {
                return ServiceFolders.folder(folder.toAbsolutePath().normalize());
            }
        }
        try {
            return ServiceFolders.inTheJar().stream()
                    .filter(folder -> folder.name().equals(service))
                    .findFirst()
                    .orElseThrow(() -> new CommandException(
                            ExitCode.NOT_FOUND,
                            "There is no " + dir.resolve(service).resolve(ServiceFolder.DEFINITION)
                                    + ", and the jar contains no service " + service + "."));
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.FAILED, "The services in the jar cannot be read.");
        }
    }

    /** Checks a folder and prints what is found. */
    static int report(ServiceFolder folder, InstantSource clock, CommandOutput output) {
        List<Finding> findings = new ArrayList<>(DefinitionCheck.check(folder, clock));
        ServiceDefinition definition = DefinitionReader.read(folder).definition();
        if (definition != null && findings.stream().noneMatch(Finding::refuses)) {
            findings.addAll(ExamplePlay.findings(folder, definition, clock));
        }
        boolean wrong = findings.stream().anyMatch(Finding::refuses);
        ArrayNode array = FindingLines.tree(findings);
        if (output.json()) {
            ObjectNode document = JsonNodeFactory.instance.objectNode().put("service", folder.name());
            document.set("findings", array);
            output.write(document);
        } else if (findings.isEmpty()) {
            output.out().println("The definition of " + folder.name() + " can run; nothing is wrong with it.");
        } else {
            findings.forEach(finding -> output.out()
                    .println(finding.path() + " " + (finding.refuses() ? "" : "warning: ") + finding.message()));
            long errors = findings.stream().filter(Finding::refuses).count();
            output.out()
                    .println(
                            errors == 0
                                    ? "The definition of " + folder.name() + " can run; " + findings.size()
                                            + " remarks."
                                    : errors + " of " + findings.size() + " findings keep " + folder.name() + " off.");
        }
        return wrong ? ExitCode.FINDINGS : ExitCode.OK;
    }
}
