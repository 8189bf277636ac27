package org.hospitalhub.wiring;

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
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.support.PluginHelper;

/**
 * Puts changed routes in place of running ones: each is drained, taken out and loaded anew. Callers of a {@code direct:} door
 * wait meanwhile. When one does not start, all that was changed is put back as it was.
 */
final class RouteSwap {

    private final CamelContext camel;
    private final long drainSeconds;

    /**
     * Prepares the swap.
     *
     * @param drainSeconds how long an exchange may go on inside a route that is to be replaced; then nothing is changed
     */
    RouteSwap(CamelContext camel, long drainSeconds) {
        this.camel = camel;
        this.drainSeconds = drainSeconds;
    }

    /** Routes could not be replaced; those of before run again. */
    static final class NotSwappedException extends Exception {
        NotSwappedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The files that differ, by name; a configuration that changed takes every route with it, since they were built with it. */
    static Set<String> changed(List<RouteFile> before, List<RouteFile> now) {
        Map<String, String> old = texts(before);
        Map<String, String> fresh = texts(now);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(fresh.keySet());
        Set<String> changed = names.stream()
                .filter(name -> !Objects.equals(old.get(name), fresh.get(name)))
                .collect(Collectors.toCollection(TreeSet::new));
        boolean configuration = changed.stream().anyMatch(name -> new RouteFile(name, "").isConfiguration());
        if (configuration) {
            names.removeIf(name -> new RouteFile(name, "").isConfiguration() && !changed.contains(name));
            return names;
        }
        return changed;
    }

    private static Map<String, String> texts(List<RouteFile> files) {
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach(file -> texts.put(file.name(), file.text()));
        return texts;
    }

    /**
     * Replaces what changed.
     *
     * @throws NotSwappedException when a route does not drain or does not start; the routes of before run again
     */
    void swap(List<RouteFile> before, List<RouteFile> now) throws NotSwappedException {
        Set<String> changed = changed(before, now);
        List<RouteFile> out =
                before.stream().filter(file -> changed.contains(file.name())).toList();
        List<RouteFile> in =
                now.stream().filter(file -> changed.contains(file.name())).toList();
        drain(out);
        try {
            remove(out);
            load(in);
        } catch (Exception broken) {
            putBack(in, out);
            throw new NotSwappedException("a route does not start: " + words(broken), broken);
        }
    }

    /** All are drained before the first is taken out: until here nothing was changed. */
    private void drain(List<RouteFile> files) throws NotSwappedException {
        List<String> stopped = new ArrayList<>();
        for (RouteFile file : routes(files)) {
            try {
                if (!camel.getRouteController().stopRoute(file.id(), drainSeconds, TimeUnit.SECONDS, true)) {
                    throw new IllegalStateException("an exchange is still inside after %d s".formatted(drainSeconds));
                }
                stopped.add(file.id());
            } catch (Exception busy) {
                stopped.add(file.id());
                stopped.forEach(this::startAgain);
                throw new NotSwappedException("route " + file.id() + " does not come to rest: " + words(busy), busy);
            }
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
        Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
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
            if (model.getRouteDefinition(file.id()) != null) {
                model.removeRouteDefinition(model.getRouteDefinition(file.id()));
            }
        }
    }

    private void load(List<RouteFile> files) throws Exception {
        for (RouteFile file : files.stream()
                .sorted(Comparator.comparing(file -> !file.isConfiguration()))
                .toList()) {
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
            throw new IllegalStateException("the routes of before do not start again either: restart the hub", broken);
        }
    }

    private static List<RouteFile> routes(List<RouteFile> files) {
        return files.stream().filter(file -> !file.isConfiguration()).toList();
    }

    private static String words(Throwable broken) {
        return String.valueOf(broken.getMessage());
    }
}
