package org.hospitalhub.wiring.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.service.definition.ServiceFolder;
import org.jspecify.annotations.Nullable;

/**
 * Compares the definitions of running services with their folders. A running definition can be replaced by one with the same
 * operations. Added or removed services and operations need a restart, because of their drop folders, screens and metrics.
 */
public final class DefinitionReload {

    private static final String CODE = "DEFINITION";
    private static final String RESTART = " Restart the hub to take it in.";

    private final ServiceRegister running;
    private final Supplier<ServiceRegister> reader;
    private final Consumer<NationalService> taker;

    /**
     * Creates the object.
     *
     * @param reader reads the services from their folders
     * @param taker replaces a changed service; called while no exchange is inside the routes
     */
    public DefinitionReload(
            ServiceRegister running, Supplier<ServiceRegister> reader, Consumer<NationalService> taker) {
        this.running = running;
        this.reader = reader;
        this.taker = taker;
    }

    /**
     * The differences between the folders and the running services.
     *
     * @param services all services after the reload
     * @param changed services that would be replaced
     * @param files names of the files that differ
     * @param findings errors that prevent the reload, and warnings
     */
    public record Change(
            ServiceRegister services, List<NationalService> changed, List<String> files, List<Finding> findings) {}

    /** Reads the folders and checks everything that has changed. */
    public Change look() {
        Map<String, NationalService> now = new TreeMap<>();
        reader.get().all().forEach(service -> now.put(service.name(), service));
        List<NationalService> all = new ArrayList<>();
        List<NationalService> changed = new ArrayList<>();
        List<String> files = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (NationalService before : running.all()) {
            NationalService after = now.remove(before.name());
            if (after == null) {
                findings.add(later(before.name(), "The folder of the service is gone."));
                all.add(before);
            } else if (!before.runs()) {
                if (after.runs()) {
                    findings.add(later(before.name(), "The definition is right now, but the service did not run."));
                }
                all.add(before);
            } else {
                List<String> differing = differing(before, after);
                List<Finding> wrong = differing.isEmpty() ? List.of() : wrong(before, after);
                files.addAll(differing);
                findings.addAll(wrong);
                boolean taken = !differing.isEmpty() && wrong.isEmpty();
                all.add(taken ? after : before);
                if (taken) {
                    changed.add(after);
                }
            }
        }
        now.keySet().forEach(name -> findings.add(later(name, "The service is new.")));
        return new Change(new ServiceRegister(all), changed, List.copyOf(files), List.copyOf(findings));
    }

    /** Replaces the changed services. */
    public void take(Change change) {
        for (NationalService service : change.changed()) {
            taker.accept(service);
            running.replace(service);
        }
    }

    private static Finding later(String service, String what) {
        return Finding.warning(CODE, "services/" + service, what + RESTART);
    }

    /** Returns the names of the files that differ, also for a folder that cannot be read as a definition. */
    private static List<String> differing(NationalService before, NationalService after) {
        Optional<ServiceFolder> fresh = folder(after);
        if (fresh.isEmpty()) {
            return List.of("services/" + before.name());
        }
        Map<String, String> old = folder(before).orElseThrow().files();
        Map<String, String> now = fresh.get().files();
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(now.keySet());
        names.removeIf(name -> Objects.equals(old.get(name), now.get(name)));
        return names.stream()
                .map(name -> "services/" + before.name() + "/" + name)
                .toList();
    }

    private static Optional<ServiceFolder> folder(@Nullable NationalService service) {
        return Optional.ofNullable(service).map(NationalService::program).map(program -> program.definition()
                .folder());
    }

    private static List<Finding> wrong(NationalService before, NationalService after) {
        if (!after.runs()) {
            return after.findings().isEmpty()
                    ? List.of(Finding.error(CODE, "services/" + after.name(), String.valueOf(after.off())))
                    : after.findings();
        }
        List<Finding> wrong = new ArrayList<>();
        after.problems().forEach(problem -> wrong.add(Finding.error(CODE, "services/" + after.name(), problem)));
        if (!before.identities().equals(after.identities())) {
            wrong.add(Finding.error(
                    CODE,
                    "services/" + after.name(),
                    "Its client certificates have changed, which are watched from the start." + RESTART));
        }
        if (!operations(before).equals(operations(after))) {
            wrong.add(Finding.error(
                    CODE,
                    "services/" + after.name(),
                    "Its operations, or which of them are off, have changed: " + operations(after) + " instead of "
                            + operations(before) + "." + RESTART));
        }
        return wrong;
    }

    /** Returns the properties of the operations that other parts of the hub read only at the start. */
    private static Map<String, String> operations(NationalService service) {
        Map<String, String> operations = new TreeMap<>();
        for (Operation operation : service.operations()) {
            operations.put(operation.name(), operation.off() == null ? "on" : "off");
        }
        return operations;
    }
}
