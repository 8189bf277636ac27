package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.wiring.broker.JmsSettings;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What docs/security.md says of routes and parts, so that it stays true when they change. */
class SecurityReviewTest {

    private static final Path ROUTES = Path.of("routes");

    /** Parts with an advisory that is open in the versions at hand; none of them is needed. */
    private static final List<String> OPEN = List.of(
            "camel-platform-http-main",
            "camel-platform-http-vertx",
            "camel-undertow",
            "camel-netty-http",
            "camel-hazelcast",
            "camel-mina",
            "camel-couchbase",
            "camel-mail",
            "camel-iggy",
            "camel-atmosphere-websocket",
            "camel-vertx-websocket",
            "camel-oauth");

    /** A promise names the test that plays it. */
    @Test
    void everyTestThatThePageNamesIsThere() throws IOException {
        String page = Files.readString(Path.of("docs/security.md"));
        Map<String, String> tests = new java.util.HashMap<>();
        try (Stream<Path> all = Files.walk(Path.of("src/test/java"))) {
            for (Path file :
                    all.filter(path -> path.toString().endsWith(".java")).toList()) {
                tests.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        String name = "";
        java.util.regex.Matcher named = java.util.regex.Pattern.compile(
                        "`([A-Z]\\w+(?:Test|Properties|Contract))?(?:\\.(\\w+))?`")
                .matcher(page);
        while (named.find()) {
            name = named.group(1) == null ? name : named.group(1);
            if (named.group(1) != null) {
                assertThat(tests).containsKey(name);
            }
            if (named.group(2) != null && tests.containsKey(name)) {
                assertThat(tests.get(name)).as(name).contains("void " + named.group(2) + "(");
            }
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** The steps of a route file, each as its one-entry map. */
    private static List<Map<?, ?>> steps(Path file) throws IOException {
        Map<?, ?> entry = (Map<?, ?>) ((List<?>) new Yaml().load(Files.readString(file))).get(0);
        List<Map<?, ?>> steps = new ArrayList<>();
        Object holder =
                entry.get("routeTemplate") instanceof Map<?, ?> template ? template.get("route") : entry.get("route");
        if (holder instanceof Map<?, ?> route) {
            ((List<?>) ((Map<?, ?>) route.get("from")).get("steps")).forEach(step -> steps.add((Map<?, ?>) step));
        }
        return steps;
    }

    private static List<String> dropped(Path file) throws IOException {
        List<String> patterns = new ArrayList<>();
        for (Map<?, ?> step : steps(file)) {
            if (step.get("removeHeaders") instanceof Map<?, ?> remove) {
                patterns.add(String.valueOf(remove.get("pattern")));
            } else if (step.containsKey("bean") || step.containsKey("to")) {
                return patterns;
            }
        }
        return patterns;
    }

    @Test
    void everyCallForgetsTheHeadersOfOthersBeforeItSetsItsOwn() throws IOException {
        List<Path> calls = files().stream()
                .filter(file -> file.toString().endsWith("-call.camel.yaml"))
                .toList();
        assertThat(calls).hasSizeGreaterThan(1);
        for (Path call : calls) {
            assertThat(dropped(call)).as(call.toString()).containsAnyOf("*", "CamelHttp*");
        }
    }

    @Test
    void everyDoorDropsTheHeadersThatSteerCamel() throws IOException {
        for (String door : List.of("intake-file", "intake-http", "intake-jms")) {
            assertThat(dropped(ROUTES.resolve("intake/" + door + ".camel.yaml")))
                    .as(door)
                    .contains("Camel*");
        }
    }

    @Test
    void noRouteFollowsRedirectsMatchesPrefixesOrIsASaga() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContain("followRedirects: true", "matchOnUriPrefix", "saga:", "platform-http");
        }
    }

    @Test
    void noPartWithAnOpenAdvisoryShips() throws IOException {
        List<String> shipped = Files.readAllLines(Path.of("docs/licences.md"));
        assertThat(shipped).anyMatch(row -> row.contains(":camel-jms |"));
        for (String part : OPEN) {
            assertThat(shipped).as(part).noneMatch(row -> row.contains(":" + part));
        }
    }

    @Test
    void thePartsWithFixesShipInTheirFixedVersion() throws IOException {
        assertThat(Files.readString(Path.of("docs/licences.md")))
                .contains(":camel-jms | 4.22.0 |", ":camel-http | 4.22.0 |", ":artemis-server | 2.57.0 |");
    }

    @Test
    void theBrokerHasNoPortWithoutAUserAndOneOnLoopbackWithOne() throws IOException {
        Map<?, ?> hub = (Map<?, ?>)
                ((Map<?, ?>) new Yaml().load(Files.readString(Path.of("config/application.yaml")))).get("hub");
        Map<?, ?> jms = (Map<?, ?>) hub.get("jms");
        assertThat(jms.get("address")).isEqualTo("127.0.0.1");
        JmsSettings shipped = new JmsSettings(
                String.valueOf(jms.get("broker-url")),
                String.valueOf(jms.get("user")),
                String.valueOf(jms.get("password")),
                String.valueOf(jms.get("owner")),
                List.of(),
                String.valueOf(jms.get("address")),
                (Integer) jms.get("port"));
        assertThat(shipped.open()).isFalse();
    }

    @Test
    void theHubStartsNoProgram() throws Exception {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                assertThat(Files.readString(source))
                        .as(source.toString())
                        .doesNotContain("ProcessBuilder", ".exec(\"", "getRuntime().exec");
            }
        }
    }
}
