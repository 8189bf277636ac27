package org.hospitalhub.service;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.ServiceTraits.OrderIdentities;
import org.hospitalhub.service.check.DefinitionCheck;
import org.hospitalhub.service.definition.DefinitionReader;
import org.hospitalhub.service.definition.OperationDefinition;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.definition.ServiceFolders;
import org.hospitalhub.service.definition.Setting;
import org.hospitalhub.service.definition.Texts;
import org.hospitalhub.service.engine.DefinitionFault;
import org.hospitalhub.service.engine.LedgerOperations;
import org.hospitalhub.service.engine.ServiceProgram;
import org.hospitalhub.service.engine.SettingValues;
import org.hospitalhub.service.engine.SettingsChecker;
import org.hospitalhub.service.expression.Expression;
import org.hospitalhub.service.payload.AttachmentCheck;
import org.hospitalhub.service.payload.PayloadCheck;
import org.hospitalhub.service.payload.PayloadSchema;
import org.hospitalhub.service.payload.ReuseKey;
import org.hospitalhub.service.payload.WrongSchemaException;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Creates the services from their folders and the hub's settings. A folder with errors becomes a service that is off. */
public final class NationalServices {

    private static final String CODE = "DEFINITION";

    private final Surroundings hub;

    /**
     * The parts of the hub that services need.
     *
     * @param settings returns the value of a setting by its full name, null when it is not set
     * @param identities names under {@code hub.identities}
     * @param beans beans that definitions may name
     */
    public record Surroundings(
            Function<String, @Nullable String> settings,
            Set<String> identities,
            ServiceBeans beans,
            InstantSource clock) {

        /** Creates surroundings whose beans only check payloads. */
        public Surroundings(
                Function<String, @Nullable String> settings,
                Set<String> identities,
                Map<String, ? extends Operation.Check> checks,
                InstantSource clock) {
            this(settings, identities, new ServiceBeans(checks, Map.of(), Map.of()), clock);
        }
    }

    private NationalServices(Surroundings hub) {
        this.hub = hub;
    }

    /** Returns all services: those of the jar, of a directory, and those that are written in Java. */
    public static List<NationalService> read(Path directory, Surroundings hub) {
        NationalServices services = new NationalServices(hub);
        List<NationalService> defined = ServiceFolders.read(directory).stream()
                .map(services::service)
                .filter(service -> !services.isUnusedExample(service))
                .toList();
        return defined.stream()
                .sorted(Comparator.comparing(NationalService::name))
                .toList();
    }

    /** Returns whether a service is an example without settings, which the hub ignores. */
    private boolean isUnusedExample(NationalService service) {
        ServiceProgram program = service.program();
        if (!service.inTheJar() || program == null) {
            return false;
        }
        ServiceDefinition definition = program.definition();
        return definition.example()
                && definition.settings().keySet().stream()
                        .allMatch(name -> hub.settings().apply("hub." + definition.name() + "." + name) == null);
    }

    /** Returns one service. */
    public static NationalService of(ServiceFolder folder, Surroundings hub) {
        return new NationalServices(hub).service(folder);
    }

    private NationalService service(ServiceFolder folder) {
        DefinitionReader.Read read = DefinitionReader.read(folder);
        ServiceDefinition definition = read.definition();
        List<Finding> refusing = wrong(folder, read);
        if (definition == null || !refusing.isEmpty()) {
            return broken(folder, definition, refusing);
        }
        SettingValues values = new SettingValues(definition, hub.settings());
        SettingsChecker checker = new SettingsChecker(definition, values, hub.identities());
        Wording off = checker.off();
        List<Finding> findings = new ArrayList<>();
        ServiceProgram program;
        List<Operation> operations = List.of();
        try {
            // With invalid values it is compiled with its defaults, so that it is known and off.
            boolean usable = checker.problems().isEmpty();
            program = new ServiceProgram(
                    definition,
                    usable ? values : new SettingValues(definition, name -> null),
                    hub.beans().values());
            program.faults().forEach(fault -> findings.add(finding(fault)));
            Map<String, Operation.Check> checks = checks(definition, values, findings);
            if (findings.isEmpty()) {
                operations = new LedgerOperations(
                                program,
                                operation -> checks.getOrDefault(operation.name(), NationalServices::anything),
                                operation -> Optional.ofNullable(off).orElseGet(() -> checker.off(operation)),
                                hub.beans().subjects())
                        .all();
            }
        } catch (RuntimeException wrong) {
            findings.add(Finding.error(CODE, definition.place().toString(), "It cannot be run: " + wrong.getMessage()));
            return broken(folder, definition, findings);
        }
        if (!findings.isEmpty()) {
            return broken(folder, definition, findings);
        }
        ServiceDoors doors = new ServiceDoors(definition, values);
        return new NationalService(
                definition.name(),
                definition.title(),
                program,
                operations,
                program.budgets(),
                doors.identities(),
                doors.all(),
                traits(definition),
                off,
                checker.problems().stream().map(Wording::text).toList(),
                checker.remarks(),
                List.of(),
                folder.inTheJar());
    }

    /** Returns the errors that keep a folder's service off; an exception of the check is one of them. */
    private List<Finding> wrong(ServiceFolder folder, DefinitionReader.Read read) {
        try {
            List<Finding> all = DefinitionCheck.check(folder, hub.clock());
            return all.stream().filter(Finding::refuses).toList();
        } catch (RuntimeException unchecked) {
            List<Finding> all = new ArrayList<>(read.findings());
            all.add(Finding.error(
                    CODE, folder.label(ServiceFolder.DEFINITION), "It cannot be checked: " + unchecked.getMessage()));
            return all;
        }
    }

    private static Finding finding(DefinitionFault fault) {
        return Finding.error(CODE, fault.place().toString(), fault.message());
    }

    private static Operation.Checked anything(JsonNode payload, Operation.Attachments attachments) {
        return new Operation.Checked(payload, List.of(), null);
    }

    private static NationalService broken(
            ServiceFolder folder, @Nullable ServiceDefinition definition, List<Finding> findings) {
        String first = findings.isEmpty()
                ? ""
                : findings.get(0).path() + ": " + findings.get(0).message();
        return new NationalService(
                folder.name(),
                definition == null ? new Texts(Map.of("en", folder.name())) : definition.title(),
                null,
                List.of(),
                List.of(),
                Set.of(),
                List.of(),
                ServiceTraits.NONE,
                findings.size() > 1
                        ? Wording.of("OFF.definition.more", folder.name(), first, findings.size() - 1)
                        : Wording.of("OFF.definition", folder.name(), first),
                List.of(),
                List.of(),
                List.copyOf(findings),
                folder.inTheJar());
    }

    private Map<String, Operation.Check> checks(
            ServiceDefinition definition, SettingValues values, List<Finding> findings) {
        Map<String, Operation.Check> checks = new LinkedHashMap<>();
        for (OperationDefinition operation : definition.operations().values()) {
            try {
                Operation.Check check = withAttachments(operation, check(definition, operation, values), values);
                if (check != null) {
                    checks.put(operation.name(), check);
                }
            } catch (WrongSchemaException wrong) {
                wrong.problems()
                        .forEach(problem -> findings.add(Finding.error(
                                CODE,
                                definition.folder().label(problem.file()) + ":" + problem.line(),
                                problem.message())));
            }
        }
        return checks;
    }

    private static Operation.@Nullable Check withAttachments(
            OperationDefinition operation, Operation.@Nullable Check check, SettingValues values) {
        if (operation.attachments().isEmpty()) {
            return check;
        }
        Map<String, AttachmentCheck.Rule> rules = new LinkedHashMap<>();
        operation
                .attachments()
                .forEach((field, attachment) -> rules.put(
                        field,
                        new AttachmentCheck.Rule(
                                attachment.required(),
                                DataSize.parse(values.resolve(attachment.most()).strip())
                                        .toBytes(),
                                attachment.media())));
        return new AttachmentCheck(check, rules);
    }

    private Operation.@Nullable Check check(
            ServiceDefinition definition, OperationDefinition operation, SettingValues values) {
        if (operation.check() != null && hub.beans().checks().containsKey(operation.check())) {
            return hub.beans().checks().get(operation.check());
        }
        if (operation.schema() == null) {
            return null;
        }
        OperationDefinition.Reuse reuse = operation.reuse();
        ReuseKey key = reuse == null
                ? null
                : new ReuseKey(reuse.same().stream().map(Expression::compile).toList(), reuse.fold());
        return new PayloadCheck(
                PayloadSchema.load(definition.folder()::text, operation.schema()),
                key,
                values.payloadContext(hub.clock()));
    }

    private static ServiceTraits traits(ServiceDefinition definition) {
        boolean named = definition.doors().values().stream()
                .anyMatch(door -> door.tls() != null && door.tls().identity().contains("{values."));
        return new ServiceTraits(
                named ? OrderIdentities.SOME : OrderIdentities.NEVER,
                null,
                definition.settings().values().stream()
                        .filter(setting -> setting.type() == Setting.Type.KEYS)
                        .map(setting -> setting.key(definition.name()) + ".**")
                        .toList());
    }
}
