package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Keeps {@code docs/route-map.md} as the routes are. To regenerate it: {@code mvn test -Dtest=RouteMapTest -Dhub.write=true}.
 */
class RouteMapTest {

    private static final Path MAP = Path.of("docs/route-map.md");

    private record Route(
            String id, String room, Path file, String from, List<String> to, String description, String note) {}

    @Test
    void theMapShowsTheRoutesAsTheyAre() throws IOException {
        String map = map(routes());
        if (Boolean.getBoolean("hub.write")) {
            Files.writeString(MAP, map);
        }
        assertThat(MAP).as("regenerate it with -Dhub.write=true").hasContent(map);
    }

    private static List<Route> routes() throws IOException {
        List<Route> routes = new ArrayList<>();
        try (Stream<Path> rooms = Files.walk(Path.of("routes"));
                Stream<Path> services = Files.walk(Path.of("services"))) {
            for (Path file : Stream.concat(rooms, services)
                    .filter(file -> file.toString().endsWith(".camel.yaml"))
                    .sorted()
                    .toList()) {
                Map<?, ?> entry = (Map<?, ?>) ((List<?>) new Yaml().load(Files.readString(file))).get(0);
                if (entry.get("routeTemplate") instanceof Map<?, ?> template
                        && template.get("route") instanceof Map<?, ?> made) {
                    Route route = route(made, file);
                    routes.add(new Route(
                            text(template, "id"),
                            route.room(),
                            file,
                            route.from(),
                            route.to(),
                            text(template, "description"),
                            route.note()));
                }
                if (entry.get("route") instanceof Map<?, ?> route) {
                    routes.add(route(route, file));
                }
            }
        }
        return routes;
    }

    /** The folder of a route, of a service's own route the service. */
    private static String room(Path file) {
        Path folder = file.startsWith("services") ? file.getParent().getParent() : file.getParent();
        return folder.getFileName().toString();
    }

    private static Route route(Map<?, ?> route, Path file) {
        Map<?, ?> from = (Map<?, ?>) route.get("from");
        TreeSet<String> to = new TreeSet<>();
        collect(from.get("steps"), to);
        return new Route(
                text(route, "id"),
                room(file),
                file,
                address(from),
                List.copyOf(to),
                text(route, "description"),
                text(route, "note").replaceAll("\\s+", " ").strip());
    }

    private static String text(Map<?, ?> map, String key) {
        return String.valueOf(map.get(key));
    }

    /** An endpoint without its options: those stand in the file. */
    private static String address(Object endpoint) {
        if (endpoint instanceof Map<?, ?> map) {
            Object parameters = map.get("parameters");
            String name = parameters instanceof Map<?, ?> named && named.containsKey("destinationName")
                    ? ":" + named.get("destinationType") + ":" + named.get("destinationName")
                    : parameters instanceof Map<?, ?> named && named.containsKey("directoryName")
                            ? ":" + named.get("directoryName")
                            : "";
            return text(map, "uri") + name;
        }
        return String.valueOf(endpoint);
    }

    private static void collect(Object node, Set<String> found) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("to") || key.equals("toD")) {
                    found.add(address(value));
                } else {
                    collect(value, found);
                }
            });
        } else if (node instanceof List<?> list) {
            list.forEach(item -> collect(item, found));
        }
    }

    private static String map(List<Route> routes) {
        return """
                # Map of the routes

                Generated from `routes/` and `services/*/routes/` by `RouteMapTest`; write it again with `mvn test -Dtest=RouteMapTest -Dhub.write=true`.
                Boxes are routes, rounded ones are what stands outside of them.

                ```mermaid
                flowchart LR
                %s
                ```

                | route | what it does | takes / leaves / may end in |
                |---|---|---|
                %s
                """.formatted(
                        flow(routes),
                        routes.stream()
                                .map(route -> "| [%s](../%s) | %s | %s |"
                                        .formatted(route.id(), route.file(), route.description(), route.note()))
                                .collect(Collectors.joining("\n")));
    }

    private static String flow(List<Route> routes) {
        Map<String, String> outside = new TreeMap<>();
        List<String> lines = new ArrayList<>();
        routes.stream()
                .collect(Collectors.groupingBy(Route::room, TreeMap::new, Collectors.toList()))
                .forEach((room, in) -> {
                    lines.add("  subgraph " + room);
                    in.forEach(route -> lines.add("    " + route.id()));
                    lines.add("  end");
                });
        for (Route route : routes) {
            if (!route.from().startsWith("direct:")) {
                lines.add("  " + outside(route.from(), outside) + " --> " + route.id());
            }
            route.to()
                    .forEach(to -> lines.add("  " + route.id() + " --> "
                            + (to.startsWith("direct:") ? to.substring(7) : outside(to, outside))));
        }
        outside.forEach((address, id) -> lines.add("  " + id + "([\"" + label(address) + "\"])"));
        return String.join("\n", lines);
    }

    private static String label(String address) {
        return address.replace("{{", "").replace("}}", "").replace("${", "").replace("}", "");
    }

    private static String outside(String address, Map<String, String> known) {
        return known.computeIfAbsent(address, name -> "o" + (known.size() + 1));
    }
}
