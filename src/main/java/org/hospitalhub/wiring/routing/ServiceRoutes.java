package org.hospitalhub.wiring.routing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.engine.ServiceProgram;
import org.jspecify.annotations.Nullable;

/** Creates the routes of defined services: one from a template for each step, or the definition's own route instead. */
public final class ServiceRoutes {

    private static final String FOLDER = "service/";
    private static final String ENDING = ".camel.yaml";

    private ServiceRoutes() {}

    /** Returns the route files of all services. */
    public static List<RouteFile> files(ServiceRegister services) {
        List<RouteFile> files = new ArrayList<>();
        services.all().stream().filter(NationalService::runs).forEach(service -> add(service, files));
        return files;
    }

    private static void add(NationalService service, List<RouteFile> files) {
        ServiceProgram program = service.program();
        if (program == null) {
            return;
        }
        String name = service.name();
        String title = service.title().text();
        Budget budget = program.budget();
        files.add(templated(
                "service-call",
                name + "-call",
                Map.of(
                        "service",
                        name,
                        "what",
                        "Sends every request to " + title,
                        "window",
                        String.valueOf(budget.window().toMillis()))));
        if (program.sendsUpdates()) {
            files.add(templated(
                    "service-tell",
                    name + "-tell",
                    Map.of("service", name, "what", "Tells senders how their orders stand at " + title)));
        }
        for (String step : program.stepNames()) {
            String route = name + "-" + step;
            String own = own(program, step, route);
            files.add(
                    own == null
                            ? templated(
                                    "service-step",
                                    route,
                                    Map.of(
                                            "service",
                                            name,
                                            "step",
                                            step,
                                            "what",
                                            "Step " + step + " of " + title,
                                            "unsigned",
                                            String.valueOf(!program.signs(step))))
                            : new RouteFile(FOLDER + route + ENDING, own));
        }
    }

    /** Returns the text of the route that replaces a step: the route that the step names, or the one with its name; null for none. */
    private static @Nullable String own(ServiceProgram program, String step, String route) {
        ServiceFolder folder = program.definition().folder();
        return program.routes(step).stream()
                .flatMap(file -> Stream.of(folder.text(file), folder.text("routes/" + file)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> folder.text("routes/" + route + ENDING));
    }

    private static RouteFile templated(String template, String id, Map<String, String> parameters) {
        StringBuilder yaml = new StringBuilder("""
                - templatedRoute:
                    routeTemplateRef: %s
                    routeId: %s
                    prefixId: %s-
                    parameters:
                """.formatted(template, id, id));
        new LinkedHashMap<>(parameters).forEach((name, value) -> yaml.append("      - name: ")
                .append(name)
                .append("\n        value: \"")
                .append(value.replace("\\", "").replace("\"", ""))
                .append("\"\n"));
        return new RouteFile(FOLDER + id + ENDING, yaml.toString());
    }
}
