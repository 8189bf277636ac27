package org.hospitalhub.wiring.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.service.definition.ServiceFolder;
import org.jspecify.annotations.Nullable;

/**
 * Compares the definitions of running services with their folders. Services and operations that were changed, added or removed are
 * taken in while the hub runs; one that still has open orders is not removed.
 */
public final class DefinitionReload {

    private static final String CODE = "DEFINITION";

    private final ServiceRegister running;
    private final Supplier<ServiceRegister> reader;
    private final Supplier<Set<String>> waiting;
    private final Hub hub;
    private final Set<String> ofTheStart;

    /** The changes of a reload in the hub, made while no exchange is inside the routes. */
    public interface Hub {
        /** Takes a changed or an added service. */
        void take(NationalService service);

        /** Removes a service. */
        void remove(String service);

        /** Returns the number of an operation's orders that have not ended, parked ones among them. */
        long open(String operation);
    }

    /** Thrown when an order was accepted meanwhile; nothing was taken. */
    static final class NotTakenException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NotTakenException(String message) {
            super(message);
        }
    }

    /**
     * Creates the object.
     *
     * @param reader reads the services from their folders
     * @param waiting finds the names of settings that were changed in the configuration files since the start
     */
    public DefinitionReload(
            ServiceRegister running, Supplier<ServiceRegister> reader, Supplier<Set<String>> waiting, Hub hub) {
        this.running = running;
        this.reader = reader;
        this.waiting = waiting;
        this.hub = hub;
        this.ofTheStart = running.all().stream().map(NationalService::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The differences between the folders and the running services.
     *
     * @param services all services after the reload
     * @param changed services that would be replaced or added
     * @param removed names of services that would be removed
     * @param files names of the files that differ
     * @param findings errors that prevent the reload, and warnings
     */
    public record Change(
            ServiceRegister services,
            List<NationalService> changed,
            List<String> removed,
            List<String> files,
            List<Finding> findings) {}

    /** The differences that were found so far. */
    private static final class Found {
        private final Map<String, NationalService> all = new TreeMap<>();
        private final List<NationalService> changed = new ArrayList<>();
        private final List<String> removed = new ArrayList<>();
        private final List<String> files = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();

        void keep(NationalService service) {
            all.put(service.name(), service);
        }

        void take(NationalService service) {
            all.put(service.name(), service);
            changed.add(service);
        }

        Change change() {
            return new Change(
                    new ServiceRegister(List.copyOf(all.values())),
                    List.copyOf(changed),
                    List.copyOf(removed),
                    List.copyOf(files),
                    List.copyOf(findings));
        }
    }

    /** Reads the folders and checks everything that has changed. */
    public Change look() {
        Map<String, NationalService> now = new TreeMap<>();
        reader.get().all().forEach(service -> now.put(service.name(), service));
        Found found = new Found();
        for (NationalService before : running.all()) {
            NationalService after = now.remove(before.name());
            if (after == null) {
                gone(before, found);
            } else if (before.runs()) {
                compare(before, after, found);
            } else if (after.runs() || !after.findings().equals(before.findings())) {
                add(after, found);
            } else {
                found.keep(before);
            }
        }
        now.values().forEach(service -> add(service, found));
        found.findings.addAll(waiting(found.all.keySet()));
        return found.change();
    }

    /** Settings of services that were added since the start are read again; all others wait. */
    private List<Finding> waiting(Set<String> services) {
        Set<String> added = new TreeSet<>(services);
        added.removeAll(ofTheStart);
        return waiting.get().stream()
                .filter(name -> added.stream().noneMatch(service -> name.startsWith("hub." + service + ".")))
                .map(name -> Finding.warning(CODE, name, Wording.of("RELOAD.waits")))
                .toList();
    }

    private void gone(NationalService before, Found found) {
        found.files.add("services/" + before.name());
        List<Finding> open = open(before, List.of());
        found.findings.addAll(open);
        if (open.isEmpty()) {
            found.removed.add(before.name());
        } else {
            found.keep(before);
        }
    }

    private void compare(NationalService before, NationalService after, Found found) {
        List<String> differing = differing(before, after);
        if (differing.isEmpty()) {
            found.keep(before);
            return;
        }
        found.files.addAll(differing);
        List<Finding> wrong = new ArrayList<>(wrong(after));
        if (wrong.isEmpty()) {
            wrong.addAll(open(before, after.operations()));
        }
        found.findings.addAll(wrong);
        if (wrong.isEmpty()) {
            found.take(after);
        } else {
            found.keep(before);
        }
    }

    /** Adds a service that did not run before; a wrong definition keeps it off and holds nothing else up. */
    private static void add(NationalService service, Found found) {
        found.files.add("services/" + service.name());
        List<Finding> problems = problems(service);
        if (problems.isEmpty()) {
            found.take(service);
        } else {
            found.findings.addAll(problems);
        }
        service.findings()
                .forEach(finding -> found.findings.add(
                        Finding.warning(CODE, finding.path(), Wording.of("RELOAD.stays-off", finding.wording()))));
        if (service.runs() && service.off() != null) {
            found.findings.add(Finding.warning(
                    CODE, "services/" + service.name(), Wording.of("RELOAD.service-off", off(service))));
        }
    }

    /** Returns which operations would be lost although they have open orders. */
    private List<Finding> open(NationalService before, List<Operation> now) {
        Set<String> names = now.stream().map(Operation::name).collect(Collectors.toSet());
        return before.operations().stream()
                .map(Operation::name)
                .filter(name -> !names.contains(name) && hub.open(name) > 0)
                .map(name -> Finding.error(
                        CODE, "services/" + before.name(), Wording.of("RELOAD.open-orders", name, hub.open(name))))
                .toList();
    }

    /**
     * Takes the changes in.
     *
     * @throws NotTakenException when a removed operation got an order meanwhile; nothing was taken then
     */
    public void take(Change change) {
        for (NationalService before : running.all()) {
            List<Operation> kept = change.services()
                    .find(before.name())
                    .map(NationalService::operations)
                    .orElse(List.of());
            open(before, kept).stream().findFirst().ifPresent(open -> {
                throw new NotTakenException(open.message());
            });
        }
        change.removed().forEach(hub::remove);
        change.changed().forEach(hub::take);
        running.replace(change.services());
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

    private static List<Finding> wrong(NationalService after) {
        if (after.runs()) {
            return problems(after);
        }
        return after.findings().isEmpty()
                ? List.of(Finding.error(CODE, "services/" + after.name(), off(after)))
                : after.findings();
    }

    private static List<Finding> problems(NationalService service) {
        return service.problems().stream()
                .map(problem -> Finding.error(CODE, "services/" + service.name(), problem))
                .toList();
    }

    private static Wording off(NationalService service) {
        return Objects.requireNonNullElse(service.off(), Wording.verbatim(""));
    }
}
