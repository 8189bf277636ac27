package org.hospitalhub.wiring.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;

/**
 * Replaces running routes by changed ones while senders wait: consumers stop, all routes are drained, removed and loaded again,
 * even unchanged ones, since callers could still use the old instance of a changed route. When a route does not start, the
 * previous routes are restored.
 */
final class RouteSwap {

    private final CamelContext camel;
    private final RouteGate gate;
    private final long drainSeconds;

    /**
     * Creates the object.
     *
     * @param gate gate between Java code and the routes
     * @param drainSeconds seconds to wait for exchanges inside the routes; after them nothing is changed
     */
    RouteSwap(CamelContext camel, RouteGate gate, long drainSeconds) {
        this.camel = camel;
        this.gate = gate;
        this.drainSeconds = drainSeconds;
    }

    /** Thrown when routes cannot be replaced; the previous routes run again. */
    static final class NotSwappedException extends Exception {
        NotSwappedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** Returns the names of the files that differ. */
    static Set<String> changed(List<RouteFile> before, List<RouteFile> now) {
        Map<String, String> old = texts(before);
        Map<String, String> fresh = texts(now);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(fresh.keySet());
        names.removeIf(name -> Objects.equals(old.get(name), fresh.get(name)));
        return names;
    }

    private static Map<String, String> texts(List<RouteFile> files) {
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach(file -> texts.put(file.name(), file.text()));
        return texts;
    }

    /** Replaces the routes and nothing else. */
    void swap(List<RouteFile> before, List<RouteFile> now) throws NotSwappedException {
        swap(before, now, () -> {});
    }

    /**
     * Replaces the routes while no exchange is inside.
     *
     * @param beside further replacement, run when all routes have started; when it throws, the previous routes run again
     * @throws NotSwappedException when the routes do not drain or one does not start; the previous routes run again
     */
    void swap(List<RouteFile> before, List<RouteFile> now, Runnable beside) throws NotSwappedException {
        List<String> takers = takers();
        List<String> resting = new ArrayList<>();
        try {
            stopTaking(takers, resting);
            shutGate();
            try {
                replace(before, now, beside);
            } finally {
                gate.open();
            }
        } finally {
            resting.stream().filter(route -> camel.getRoute(route) != null).forEach(this::startAgain);
        }
    }

    /** Returns the ids of the running routes that consume from a folder or a queue. */
    private List<String> takers() {
        return camel.getRoutes().stream()
                .filter(route -> !(route.getEndpoint() instanceof DirectEndpoint))
                .map(Route::getRouteId)
                .filter(route ->
                        camel.getRouteController().getRouteStatus(route).isStarted())
                .toList();
    }

    private void stopTaking(List<String> takers, List<String> resting) throws NotSwappedException {
        for (String route : takers) {
            resting.add(route);
            try {
                if (!camel.getRouteController().stopRoute(route, drainSeconds, TimeUnit.SECONDS, true)) {
                    throw new IllegalStateException("an exchange has not ended after %d s".formatted(drainSeconds));
                }
            } catch (Exception busy) {
                throw new NotSwappedException("route " + route + " is still busy: " + words(busy), busy);
            }
        }
    }

    private void shutGate() throws NotSwappedException {
        try {
            if (!gate.shut(drainSeconds)) {
                throw new NotSwappedException(
                        "the routes are still busy: after %d s an exchange has not ended in %s"
                                .formatted(drainSeconds, busy()),
                        null);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new NotSwappedException("interrupted while waiting for the routes", stopped);
        }
    }

    private String busy() {
        return camel.getRoutes().stream()
                .map(Route::getRouteId)
                .filter(route -> camel.getInflightRepository().size(route) > 0)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private void replace(List<RouteFile> before, List<RouteFile> now, Runnable beside) throws NotSwappedException {
        try {
            remove(before);
            load(now);
            beside.run();
        } catch (Exception broken) {
            putBack(now, before);
            throw new NotSwappedException(
                    broken instanceof DefinitionReload.NotTakenException
                            ? words(broken)
                            : "a route does not start: " + words(broken),
                    broken);
        }
    }

    private void startAgain(String route) {
        try {
            camel.getRouteController().startRoute(route);
        } catch (Exception broken) {
            throw new IllegalStateException("route " + route + " does not start again: restart the hub", broken);
        }
    }

    private void remove(List<RouteFile> files) throws Exception {
        Model model = Objects.requireNonNull(camel.getCamelContextExtension().getContextPlugin(Model.class));
        for (RouteFile file : files) {
            if (file.isConfiguration()) {
                for (RouteConfigurationDefinition old : model.getRouteConfigurationDefinitions().stream()
                        .filter(known -> file.id().equals(known.getId()))
                        .toList()) {
                    model.removeRouteConfiguration(old);
                }
            } else if (camel.getRoute(file.id()) != null) {
                camel.getRouteController().stopRoute(file.id());
                camel.removeRoute(file.id());
            }
            if (file.isTemplate()) {
                model.removeRouteTemplateDefinitions(file.id());
            }
            if (model.getRouteDefinition(file.id()) != null) {
                model.removeRouteDefinition(model.getRouteDefinition(file.id()));
            }
        }
    }

    private void load(List<RouteFile> files) throws Exception {
        for (RouteFile file :
                files.stream().sorted(Comparator.comparing(RouteFile::order)).toList()) {
            PluginHelper.getRoutesLoader(camel).loadRoutes(file.resource());
        }
        for (RouteFile file : routes(files)) {
            ServiceStatus status = camel.getRouteController().getRouteStatus(file.id());
            if (status == null || !status.isStarted()) {
                throw new IllegalStateException("route " + file.id() + " is " + status);
            }
        }
    }

    private void putBack(List<RouteFile> in, List<RouteFile> out) {
        try {
            remove(in);
            load(out);
        } catch (Exception broken) {
            throw new IllegalStateException("the previous routes do not start either: restart the hub", broken);
        }
    }

    private static List<RouteFile> routes(List<RouteFile> files) {
        return files.stream()
                .filter(file -> !file.isConfiguration() && !file.isTemplate())
                .toList();
    }

    private static String words(Throwable broken) {
        return String.valueOf(broken.getMessage());
    }
}
