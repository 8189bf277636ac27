package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.catalog.LanguageValidationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Checks every route file: names, notes, endpoints and settings follow CONTRIBUTING.md. */
class RouteConventionsTest {

    private static final List<Path> ROUTES = List.of(Path.of("routes"), Path.of("services"));
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:?]+)[^}]*}}");
    private static final Set<String> ROOMS = Set.of("intake", "dispatch", "service", "delivery", "failure");

    private record RouteFile(Path path, String text, List<String> kinds, JsonNode content) {
        String name() {
            return path.getFileName().toString().replace(".camel.yaml", "");
        }

        /** The folder, of a service's own route the service. */
        String room() {
            Path folder = isOwn() ? path.getParent().getParent() : path.getParent();
            return folder.getFileName().toString();
        }

        boolean isOwn() {
            return path.startsWith("services");
        }
    }

    private static final List<RouteFile> FILES = new ArrayList<>();

    @BeforeAll
    static void readEveryRouteFile() throws IOException {
        ObjectMapper json = new ObjectMapper();
        for (Path root : ROUTES) {
            for (Path file : filesOf(root)) {
                String text = Files.readString(file);
                List<?> list = new Yaml().load(text);
                JsonNode entry = json.valueToTree(list.get(0));
                FILES.add(new RouteFile(
                        file,
                        text,
                        list.stream()
                                .map(item -> ((Map<?, ?>) item)
                                        .keySet()
                                        .iterator()
                                        .next()
                                        .toString())
                                .toList(),
                        content(entry)));
            }
        }
        assertThat(FILES).hasSizeGreaterThan(10);
    }

    /** The rooms' files, and the own routes of services. */
    private static List<Path> filesOf(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> root.endsWith("routes") || file.toString().contains("/routes/"))
                    .sorted()
                    .toList();
        }
    }

    /** A template is looked at as the route that it makes, under its own name. */
    private static JsonNode content(JsonNode entry) {
        JsonNode content = entry.elements().next();
        if (!entry.has("routeTemplate")) {
            return content;
        }
        ObjectNode route = (ObjectNode) content.path("route");
        return route.put("id", content.path("id").asText());
    }

    /** Fails with what to do and the first five violations, each with its file. */
    private static void check(List<RouteFile> files, String advice, Function<RouteFile, Stream<String>> violations) {
        List<String> wrong = files.stream()
                .flatMap(file -> violations.apply(file).map(violation -> file.path() + ": " + violation))
                .toList();
        assertThat(wrong.stream().limit(5))
                .as("%s (%d violations, the first of them)", advice, wrong.size())
                .isEmpty();
    }

    @Test
    void everyFileIsInAFolderOfTheListAndIsNamedAfterIt() {
        check(
                FILES,
                "Name the file <folder>-<verb>.camel.yaml; add a new folder to ROOMS in RouteConventionsTest",
                file -> Stream.of(file.path().toString())
                        .filter(path -> !path.endsWith(".camel.yaml")
                                || (!file.isOwn() && !ROOMS.contains(file.room()))
                                || !file.name().startsWith(file.room() + "-")
                                || file.name().contains(".")));
    }

    @Test
    void everyFileHoldsOneThing() {
        check(FILES, "Put each route, template or configuration into its own file", file -> Stream.of(
                        file.kinds().toString())
                .filter(kinds -> !kinds.equals(
                        switch (file.room()) {
                            case "failure" -> "[routeConfiguration]";
                            case "service" -> "[routeTemplate]";
                            default -> "[route]";
                        })));
    }

    @Test
    void noFileHasMoreThanSixtyLines() {
        check(FILES, "Move part of the route into a route of its own, or logic into Java", file -> Stream.of(
                        file.text().lines().count())
                .filter(lines -> lines > 60)
                .map(lines -> lines + " lines"));
    }

    @Test
    void idFileAndDirectNameAreTheSame() {
        check(FILES, "Use the file's name as id and as name of its direct endpoint", file -> {
            String from = file.content().path("from").path("uri").asText("");
            boolean direct = from.startsWith("direct:") && !file.room().equals("service");
            return Stream.of("id " + file.content().path("id").asText(), direct ? from : "direct:" + file.name())
                    .filter(text -> !text.equals("id " + file.name()) && !text.equals("direct:" + file.name()));
        });
    }

    @Test
    void everyRouteSaysWhatItIsAndWhatItTakesLeavesAndMayEndIn() {
        check(routes(), "Write a description, and a note with \"Takes …\", \"Leaves …\" and \"May end in …\"", file -> {
            String note = file.content().path("note").asText().toLowerCase(Locale.ROOT);
            return Stream.concat(
                    Stream.of("description")
                            .filter(key -> file.content().path(key).asText().isBlank())
                            .map(key -> "no description"),
                    Stream.of("takes", "leaves", "may end in")
                            .filter(word -> !note.contains(word))
                            .map(word -> "the note lacks: " + word));
        });
    }

    @Test
    void errorsAreHandledOnlyInFailure() {
        Set<String> configurations = FILES.stream()
                .filter(file -> file.room().equals("failure"))
                .map(RouteFile::name)
                .collect(Collectors.toSet());
        check(
                routes(),
                "Handle errors in a configuration in routes/failure, and name it in routeConfigurationId",
                file -> Stream.concat(
                        Stream.of("onException", "errorHandler", "doTry", "deadLetter")
                                .filter(file.text()::contains),
                        Stream.of(file.content().path("routeConfigurationId").asText("no routeConfigurationId"))
                                .filter(name -> !configurations.contains(name))));
    }

    @Test
    void onlyCallsMayComputeTheirAddress() {
        check(
                routes().stream()
                        .filter(file ->
                                !file.name().endsWith("-call") && !file.name().equals("dispatch-step"))
                        .toList(),
                "Use a static address; only <service>-call may compute one",
                file -> Stream.of("toD:", "recipientList", "dynamicRouter", "routingSlip")
                        .filter(file.text()::contains));
    }

    @Test
    void noRouteHoldsAScriptOrLogic() {
        check(FILES, "Move the logic into a bean", file -> Stream.of(
                        "groovy", "js:", "python", "mvel", "ognl", "&&", "||", "script:")
                .filter(file.text()::contains));
    }

    @Test
    void everyDirectEndpointHasAConsumerAndACaller() {
        Set<String> consumers = routes().stream()
                .map(file -> file.content().path("from").path("uri").asText())
                .filter(uri -> uri.startsWith("direct:"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> callers = new TreeSet<>(
                List.of("direct:dispatch-step", "direct:delivery-file", "direct:intake-http", "direct:intake-upload"));
        routes().forEach(file -> uris(file.content(), callers));
        // The dispatcher calls the routes of steps by their names.
        callers.add("direct:delivery-send");
        routes().stream().filter(RouteFile::isOwn).forEach(file -> callers.add("direct:" + file.name()));
        callers.removeIf(uri -> !uri.startsWith("direct:") || uri.contains("{{"));
        consumers.removeIf(uri -> uri.contains("{{"));
        assertThat(callers.stream().filter(uri -> !consumers.contains(uri)))
                .as("Add a route for this endpoint, or correct the name that a route sends to")
                .isEmpty();
        assertThat(consumers.stream().filter(uri -> !callers.contains(uri)))
                .as("Send to this endpoint from a route, remove its route, or add it here if Java sends to it")
                .isEmpty();
    }

    @Test
    void everyPlaceholderIsASettingThatTheConfigurationTells() throws IOException {
        Set<String> known = new TreeSet<>(List.of("service", "step", "unsigned", "what", "window"));
        try (Stream<Path> files = Files.list(Path.of("config"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                keys("", new Yaml().load(Files.readString(file)), known);
            }
        }
        check(
                FILES,
                "Add the setting with its default to config/*.yaml, or a parameter of a template to this test",
                file -> PLACEHOLDER
                        .matcher(file.text())
                        .results()
                        .map(found -> found.group(1).strip())
                        .filter(name -> !known.contains(name)));
    }

    @Test
    void everyEndpointOptionAndExpressionIsValid() {
        DefaultCamelCatalog catalog = new DefaultCamelCatalog();
        for (RouteFile file : routes()) {
            for (JsonNode endpoint : endpoints(file.content())) {
                String uri = uri(endpoint);
                if (uri.startsWith("http")
                        || uri.startsWith("file:")
                        || uri.startsWith("jms:")
                        || uri.startsWith("direct:")) {
                    EndpointValidationResult result = catalog.validateEndpointProperties(uri, false, false, false);
                    assertThat(result.isSuccess())
                            .as(
                                    "Correct the options of this endpoint in %s: %s",
                                    file.name(), result.summaryErrorMessage(false))
                            .isTrue();
                }
            }
            simples(file.content()).forEach(simple -> {
                LanguageValidationResult result = catalog.validateLanguagePredicate(null, "simple", simple);
                LanguageValidationResult expression = catalog.validateLanguageExpression(null, "simple", simple);
                assertThat(result.isSuccess() || expression.isSuccess())
                        .as("Correct this simple expression in %s: %s", file.name(), simple)
                        .isTrue();
            });
        }
    }

    private static List<RouteFile> routes() {
        return FILES.stream().filter(file -> !file.room().equals("failure")).toList();
    }

    private static void uris(JsonNode node, Set<String> found) {
        if (node.isObject()) {
            node.properties().forEach(entry -> {
                if (entry.getKey().equals("to") && entry.getValue().isTextual()) {
                    found.add(entry.getValue().asText());
                } else if (entry.getKey().equals("to")) {
                    found.add(entry.getValue().path("uri").asText());
                }
                uris(entry.getValue(), found);
            });
        }
        node.elements().forEachRemaining(child -> {
            if (node.isArray()) {
                uris(child, found);
            }
        });
    }

    private static List<JsonNode> endpoints(JsonNode node) {
        List<JsonNode> found = new ArrayList<>();
        for (String door : List.of("from", "to", "toD")) {
            found.addAll(node.findValues(door));
        }
        return found;
    }

    /** Builds the URI with its parameters; placeholders become values of the right kind. */
    private static String uri(JsonNode endpoint) {
        if (endpoint.isTextual()) {
            return endpoint.asText();
        }
        Map<String, String> parameters = new TreeMap<>();
        endpoint.path("parameters")
                .properties()
                .forEach(
                        entry -> parameters.put(entry.getKey(), entry.getValue().asText()));
        String base = endpoint.path("uri").asText().replaceAll("\\$\\{[^}]+}", "https://service");
        return parameters.isEmpty()
                ? base
                : base
                        + (base.contains("?") ? "&" : "?")
                        + parameters.entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .collect(Collectors.joining("&"));
    }

    private static List<String> simples(JsonNode node) {
        return node.findValuesAsText("simple").stream()
                .filter(text -> !text.isBlank())
                .toList();
    }

    private static void keys(String prefix, Object value, Set<String> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> keys(prefix.isEmpty() ? key.toString() : prefix + "." + key, child, found));
        } else {
            found.add(prefix);
        }
    }
}
