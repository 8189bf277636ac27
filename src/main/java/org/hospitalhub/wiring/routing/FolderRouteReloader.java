package org.hospitalhub.wiring.routing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.commons.codec.digest.DigestUtils;
import org.hospitalhub.operations.actions.RouteReloader;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.ServiceRegister;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Reloads changed files of {@code hub.routes-dir} and {@code hub.services-dir}; keeps the running routes, so that they can be
 * restored.
 */
final class FolderRouteReloader implements RouteReloader {

    private static final Logger log = LoggerFactory.getLogger(FolderRouteReloader.class);
    private static final long DRAIN_SECONDS = 45;

    private final Path folder;
    private final boolean allowed;
    private final RouteSwap swap;
    private final DefinitionReload definitions;
    private final Path servicesFolder;
    private final Function<String, @Nullable String> values;
    private List<RouteFile> running;

    FolderRouteReloader(
            CamelContext camel,
            RouteGate gate,
            Environment settings,
            ServiceRegister services,
            DefinitionReload definitions,
            Path folder,
            boolean allowed) {
        this.folder = folder;
        this.allowed = allowed;
        this.values = settings::getProperty;
        this.definitions = definitions;
        this.servicesFolder = Path.of(settings.getProperty("hub.services-dir", "services"));
        this.swap = new RouteSwap(camel, gate, DRAIN_SECONDS);
        this.running = all(folder, services);
    }

    /** Returns the route files of the folder, and those that definitions make from its templates. */
    private static List<RouteFile> all(Path folder, ServiceRegister services) {
        List<RouteFile> files = new ArrayList<>(RouteFile.all(folder));
        files.addAll(ServiceRoutes.files(services));
        return List.copyOf(files);
    }

    @Override
    public @Nullable Wording off() {
        if (!allowed) {
            return Wording.of("RELOAD.off");
        }
        return Files.isDirectory(folder) || Files.isDirectory(servicesFolder)
                ? null
                : Wording.of("RELOAD.no-folder", folder, servicesFolder);
    }

    @Override
    public synchronized Result reload() {
        DefinitionReload.Change change = definitions.look();
        List<RouteFile> now = all(folder, change.services());
        List<String> changed = new ArrayList<>(change.files());
        changed.addAll(RouteSwap.changed(running, now));
        if (changed.isEmpty()) {
            return new Result(State.UNCHANGED, changed, change.findings(), hash(running));
        }
        List<Finding> wrong = new ArrayList<>(change.findings());
        new RouteCheck(values, change.services())
                .check(RouteFile.all(folder))
                .forEach(finding -> wrong.add(Finding.error("ROUTE", finding.file(), finding.message())));
        if (wrong.stream().anyMatch(Finding::refuses)) {
            return new Result(State.REFUSED, changed, wrong, hash(running));
        }
        try {
            swap.swap(running, now, () -> definitions.take(change));
        } catch (RouteSwap.NotSwappedException failed) {
            log.error("The changed routes were replaced by the previous ones: {}", failed.getMessage());
            Finding why = Finding.error("ROUTE_NOT_STARTED", "routes", String.valueOf(failed.getMessage()));
            return new Result(State.PUT_BACK, changed, List.of(why), hash(running));
        }
        running = now;
        log.info("Routes and definitions were reloaded: {}", changed);
        return new Result(State.RELOADED, changed, change.findings(), hash(now));
    }

    private static String hash(List<RouteFile> files) {
        return DigestUtils.sha256Hex(files.stream()
                .map(file -> file.name() + '\n' + file.text() + '\n')
                .collect(Collectors.joining()));
    }
}
