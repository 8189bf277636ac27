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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.catalog.LanguageValidationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Reads every route file: names, notes, doors and keys are as CONTRIBUTING.md wants them. */
class RouteConventionsTest {

    private static final Path ROUTES = Path.of("routes");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^}:?]+)[^}]*}}");
    private static final Set<String> ROOMS = Set.of("intake", "dispatch", "service", "ehealth", "delivery", "failure");

    private record RouteFile(Path path, String text, List<String> kinds, JsonNode content) {
        String name() {
            return path.getFileName().toString().replace(".camel.yaml", "");
        }

        String room() {
            return path.getParent().getFileName().toString();
        }
    }

    private static final List<RouteFile> FILES = new ArrayList<>();

    @BeforeAll
    static void readEveryRouteFile() throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> files = Files.walk(ROUTES)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
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

    /** A template is looked at as the route that it makes, under its own name. */
    private static JsonNode content(JsonNode entry) {
        JsonNode content = entry.elements().next();
        if (!entry.has("routeTemplate")) {
            return content;
        }
        ObjectNode route = (ObjectNode) content.path("route");
        return route.put("id", content.path("id").asText());
    }

    @Test
    void everyFileStandsInARoomAndHoldsOneThing() {
        assertThat(FILES).allSatisfy(file -> {
            assertThat(file.path().toString()).endsWith(".camel.yaml");
            assertThat(ROOMS).contains(file.room());
            assertThat(file.name()).startsWith(file.room() + "-").doesNotContain(".");
            assertThat(file.kinds())
                    .containsExactly(
                            switch (file.room()) {
                                case "failure" -> "routeConfiguration";
                                case "service" -> "routeTemplate";
                                default -> "route";
                            });
            assertThat(file.text().lines().count())
                    .as("lines of " + file.path())
                    .isLessThanOrEqualTo(60);
        });
    }

    @Test
    void idFileAndDirectNameAreTheSame() {
        assertThat(FILES).allSatisfy(file -> {
            assertThat(file.content().path("id").asText()).isEqualTo(file.name());
            String from = file.content().path("from").path("uri").asText("");
            if (from.startsWith("direct:") && !file.room().equals("service")) {
                assertThat(from).isEqualTo("direct:" + file.name());
            }
        });
    }

    @Test
    void everyRouteSaysWhatItIsAndWhatItTakesLeavesAndMayEndIn() {
        assertThat(routes()).allSatisfy(file -> {
            assertThat(file.content().path("description").asText())
                    .as("description of " + file.name())
                    .isNotBlank();
            assertThat(file.content().path("note").asText().toLowerCase(Locale.ROOT))
                    .as("note of " + file.name())
                    .contains("takes", "leaves", "may end in");
        });
    }

    @Test
    void errorsAreHandledOnlyInFailure() {
        assertThat(routes()).allSatisfy(file -> {
            assertThat(file.text()).doesNotContain("onException", "errorHandler", "doTry", "deadLetter");
            assertThat(FILES.stream().filter(f -> f.room().equals("failure")).map(RouteFile::name))
                    .as("configuration of " + file.name())
                    .contains(file.content().path("routeConfigurationId").asText("missing"));
        });
    }

    @Test
    void onlyCallsMayComputeTheirAddress() {
        assertThat(routes())
                .filteredOn(
                        file -> !file.name().endsWith("-call") && !file.name().equals("dispatch-step"))
                .allSatisfy(file -> assertThat(file.text())
                        .doesNotContain("toD:", "recipientList", "dynamicRouter", "routingSlip"));
    }

    @Test
    void noRouteHoldsAScriptOrLogic() {
        assertThat(FILES).allSatisfy(file -> assertThat(file.text())
                .doesNotContain("groovy", "js:", "python", "mvel", "ognl", "&&", "||", "script:"));
    }

    @Test
    void everyDirectDoorHasAConsumerAndACaller() {
        Set<String> consumers = routes().stream()
                .map(file -> file.content().path("from").path("uri").asText())
                .filter(uri -> uri.startsWith("direct:"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> callers = new TreeSet<>(
                List.of("direct:dispatch-step", "direct:delivery-file", "direct:intake-http", "direct:intake-upload"));
        routes().forEach(file -> uris(file.content(), callers));
        // The dispatcher knocks at the doors of steps by their names.
        callers.add("direct:delivery-send");
        routes().stream()
                .filter(file -> file.room().equals("ehealth") && !file.name().endsWith("-call"))
                .forEach(file -> callers.add("direct:" + file.name()));
        callers.removeIf(uri -> !uri.startsWith("direct:") || uri.contains("{{"));
        consumers.removeIf(uri -> uri.contains("{{"));
        assertThat(callers).isEqualTo(consumers);
    }

    @Test
    void everyPlaceholderIsASettingThatTheConfigurationTells() throws IOException {
        Set<String> known =
                new TreeSet<>(List.of("hub.ehealth.endpoint", "service", "step", "unsigned", "what", "window"));
        try (Stream<Path> files = Files.list(Path.of("config"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                keys("", new Yaml().load(Files.readString(file)), known);
            }
        }
        assertThat(FILES).allSatisfy(file -> {
            Matcher placeholder = PLACEHOLDER.matcher(file.text());
            while (placeholder.find()) {
                assertThat(known)
                        .as("placeholder in " + file.name())
                        .contains(placeholder.group(1).strip());
            }
        });
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
                            .as(file.name() + ": " + result.summaryErrorMessage(false))
                            .isTrue();
                }
            }
            simples(file.content()).forEach(simple -> {
                LanguageValidationResult result = catalog.validateLanguagePredicate(null, "simple", simple);
                LanguageValidationResult expression = catalog.validateLanguageExpression(null, "simple", simple);
                assertThat(result.isSuccess() || expression.isSuccess())
                        .as(file.name() + ": " + simple)
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
        String base = endpoint.path("uri")
                .asText()
                .replace("{{hub.ehealth.endpoint}}", "https://service")
                .replaceAll("\\$\\{[^}]+}", "https://service");
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
