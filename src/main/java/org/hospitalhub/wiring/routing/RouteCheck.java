package org.hospitalhub.wiring.routing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Endpoint;
import org.apache.camel.NamedRoute;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.PluginHelper;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.service.engine.ServiceProgram;
import org.jspecify.annotations.Nullable;

/**
 * Checks route files by building all of them in a separate Camel context that is not started: this finds unknown fields, options,
 * beans, methods and placeholders. All findings are reported at once.
 */
public final class RouteCheck {

    /** Endpoints that Java code calls. */
    private static final Set<String> CALLED_BY_JAVA = Set.of(
            "direct://dispatch-step", "direct://delivery-file", "direct://intake-http", "direct://intake-upload");

    /** Folders whose routes are not steps of services. */
    private static final Set<String> OTHER_ROOMS = Set.of("intake", "dispatch", "delivery", "failure");

    private final Function<String, @Nullable String> settings;
    private final ServiceRegister services;

    /**
     * Creates the check.
     *
     * @param settings returns the value of a setting, null when it is not set
     * @param services services whose steps are routes
     */
    public RouteCheck(Function<String, @Nullable String> settings, ServiceRegister services) {
        this.settings = settings;
        this.services = services;
    }

    /** An error in a file. */
    public record Wrong(String file, String message) {}

    /** Returns the errors in the routes of a folder; routes in the jar are correct. */
    public List<Wrong> wrong(Path folder) {
        List<RouteFile> files = RouteFile.all(folder);
        boolean changed = Files.isDirectory(folder) && !Set.copyOf(files).equals(Set.copyOf(RouteFile.inTheJar()));
        return changed || services.all().stream().anyMatch(service -> !service.inTheJar()) ? check(files) : List.of();
    }

    /** Returns the errors in route files. */
    List<Wrong> check(List<RouteFile> given) {
        if (given.isEmpty()) {
            return List.of(new Wrong("routes", "there is no *.camel.yaml file: the hub could not process any order"));
        }
        List<RouteFile> files = new ArrayList<>(given);
        files.addAll(ServiceRoutes.files(services));
        try (DefaultCamelContext scratch = new DefaultCamelContext(new StubBeanRegistry())) {
            scratch.setAutoStartup(false);
            scratch.getPropertiesComponent().addPropertiesSource(new HubSettings(settings));
            scratch.addComponent("jms", standInForJms(scratch));
            scratch.start();
            List<Wrong> wrong = new ArrayList<>();
            files.stream().sorted(Comparator.comparing(RouteFile::order)).forEach(file -> build(scratch, file, wrong));
            doors(scratch, files, wrong);
            configurations(scratch, files, wrong);
            doorsOfServices(scratch, files, wrong);
            return wrong;
        } catch (Exception cannot) {
            return List.of(new Wrong("routes", "the routes cannot be checked: " + words(cannot)));
        }
    }

    private static JmsComponent standInForJms(DefaultCamelContext scratch) {
        JmsComponent jms = new JmsComponent();
        jms.setCamelContext(scratch);
        jms.setConnectionFactory(StubBeanRegistry.nothing(jakarta.jms.ConnectionFactory.class));
        return jms;
    }

    private static void build(DefaultCamelContext scratch, RouteFile file, List<Wrong> wrong) {
        int before = scratch.getRouteDefinitions().size();
        try {
            PluginHelper.getRoutesLoader(scratch).loadRoutes(file.resource());
        } catch (Exception broken) {
            wrong.add(new Wrong(file.name(), words(broken)));
            return;
        }
        List<RouteDefinition> added = scratch.getRouteDefinitions()
                .subList(before, scratch.getRouteDefinitions().size());
        if (!file.isConfiguration() && !file.isTemplate() && added.size() != 1) {
            wrong.add(new Wrong(file.name(), "contains %d routes; a file must contain one".formatted(added.size())));
        }
        added.stream()
                .map(NamedRoute::getRouteId)
                .filter(id -> !file.id().equals(id))
                .forEach(id -> wrong.add(new Wrong(
                        file.name(), "its route has the id %s; file and route must have the same name".formatted(id))));
    }

    /** Adds errors for missing route configurations: Camel accepts such a route and does not handle its failures. */
    private static void configurations(DefaultCamelContext scratch, List<RouteFile> files, List<Wrong> wrong) {
        Set<String> known = scratch.getRouteConfigurationDefinitions().stream()
                .map(configuration -> String.valueOf(configuration.getId()))
                .collect(Collectors.toSet());
        for (RouteDefinition route : scratch.getRouteDefinitions()) {
            String named = route.getRouteConfigurationId();
            if (named == null || !known.contains(named)) {
                wrong.add(new Wrong(
                        fileOf(route.getRouteId(), files),
                        "uses the error handling %s, which is not in failure/".formatted(named)));
            }
        }
    }

    /** Adds errors for own routes that use doors of another service. */
    private void doorsOfServices(DefaultCamelContext scratch, List<RouteFile> files, List<Wrong> wrong) {
        for (NationalService service : services.all()) {
            ServiceProgram program = service.program();
            Set<String> routes = program == null
                    ? Set.of()
                    : program.stepNames().stream()
                            .map(step -> service.name() + "-" + step)
                            .collect(Collectors.toSet());
            for (RouteDefinition route : scratch.getRouteDefinitions()) {
                if (program != null && routes.contains(route.getRouteId())) {
                    calls(route, "hub-call:")
                            .map(uri -> uri.replaceFirst("^hub-call:/*", "").replaceFirst("[?].*$", ""))
                            .filter(door -> !program.definition().doors().containsKey(door))
                            .forEach(door -> wrong.add(new Wrong(
                                    fileOf(route.getRouteId(), files),
                                    "calls hub-call:%s, but %s has the doors %s"
                                            .formatted(
                                                    door,
                                                    service.name(),
                                                    new TreeSet<>(program.definition()
                                                            .doors()
                                                            .keySet())))));
                }
            }
        }
    }

    private static Stream<String> calls(RouteDefinition route, String scheme) {
        return ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), SendDefinition.class).stream()
                .map(call -> String.valueOf(call.getEndpointUri()))
                .filter(uri -> uri.startsWith(scheme));
    }

    /** Adds errors for direct endpoints without consumer: Camel starts with them and fails at the first order. */
    private static void doors(DefaultCamelContext scratch, List<RouteFile> files, List<Wrong> wrong) {
        Set<String> open = scratch.getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointBaseUri())
                .filter(uri -> uri.startsWith("direct:"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> called = new TreeSet<>(CALLED_BY_JAVA);
        called.addAll(dispatched(files));
        for (RouteDefinition route : scratch.getRouteDefinitions()) {
            for (String door : calls(scratch, route)) {
                called.add(door);
                if (!open.contains(door)) {
                    wrong.add(new Wrong(
                            fileOf(route.getRouteId(), files),
                            "calls %s, but no route begins with it".formatted(name(door))));
                }
            }
        }
        open.stream()
                .filter(door -> !called.contains(door))
                .forEach(door -> wrong.add(new Wrong(
                        fileOf(door.substring("direct://".length()), files),
                        "no route calls %s".formatted(name(door)))));
        EntryRoutesHealthIndicator.DOORS.stream()
                .filter(id -> scratch.getRouteDefinition(id) == null)
                .filter(id -> !CALLED_BY_JAVA.contains("direct://" + id) && !called.contains("direct://" + id))
                .forEach(id -> wrong.add(
                        new Wrong("routes", "the hub needs the route %s: copy its file from the jar".formatted(id))));
        RouteFile.inTheJar().stream()
                .filter(RouteFile::isTemplate)
                .map(RouteFile::id)
                .filter(id -> files.stream().noneMatch(file -> file.id().equals(id)))
                .forEach(id -> wrong.add(new Wrong(
                        "routes", "the hub needs the template %s: copy its file from the jar".formatted(id))));
        Stream.concat(CALLED_BY_JAVA.stream(), dispatched(RouteFile.inTheJar()).stream())
                .filter(door -> !open.contains(door))
                .sorted()
                .forEach(door -> wrong.add(
                        new Wrong("routes", "the hub needs a route that begins with %s".formatted(name(door)))));
    }

    /** Returns the endpoints that the dispatcher calls: those of steps, by the names of service and step, and of deliveries. */
    private static Set<String> dispatched(List<RouteFile> files) {
        return Stream.concat(
                        Stream.of("delivery-send"),
                        files.stream()
                                .filter(file -> !OTHER_ROOMS.contains(file.room()) && !file.isTemplate())
                                .map(RouteFile::id)
                                .filter(id -> !id.endsWith("-call")))
                .map(id -> "direct://" + id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> calls(DefaultCamelContext scratch, RouteDefinition route) {
        return calls(route, "direct:")
                .map(uri -> filled(uri, route.getTemplateParameters()))
                .map(scratch::getEndpoint)
                .map(Endpoint::getEndpointBaseUri)
                .toList();
    }

    /** Returns the address of an endpoint with the parameters of its template. */
    private static String filled(String uri, @Nullable Map<String, Object> parameters) {
        String filled = uri;
        if (parameters != null) {
            for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
                filled = filled.replace("{{" + parameter.getKey() + "}}", String.valueOf(parameter.getValue()));
            }
        }
        return filled;
    }

    private static String name(String door) {
        return door.replace("direct://", "direct:");
    }

    private static String fileOf(String id, List<RouteFile> files) {
        return files.stream()
                .filter(file -> file.id().equals(id))
                .map(RouteFile::name)
                .findFirst()
                .orElse("routes");
    }

    /** Returns the message of the innermost cause, which says what is wrong. */
    private static String words(Throwable broken) {
        Throwable cause = ExceptionUtils.getRootCause(broken);
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", " / ");
    }

    /** The hub's settings as Camel's source of placeholders. */
    private record HubSettings(Function<String, @Nullable String> settings) implements PropertiesSource {

        @Override
        public String getName() {
            return "hub";
        }

        @Override
        public @Nullable String getProperty(String name) {
            return settings.apply(name);
        }
    }
}
