package org.hospitalhub.operations.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.operations.SharedHub;
import org.hospitalhub.operations.health.ServiceReachability;
import org.hospitalhub.operations.health.ServiceStatusReader;
import org.hospitalhub.operations.health.ServicesHealthIndicator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** The metrics of the running hub. */
class MetricsTest extends SharedHub {

    private static final Path DASHBOARD = Path.of("config/grafana/dashboards/hospital-hub.json");
    private static final Pattern LABELS = Pattern.compile("\\{[^}]*}|\\[[^]]*]|\\b(?:by|on|without)\\s*\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("[a-z]\\w*[_:][\\w:]*(?!\\w|\\s*\\()");

    @Autowired
    private HubMetrics metrics;

    @Autowired
    private ServiceStatusReader states;

    /** Reported after an order was parked by its first try. */
    private String scrape() throws Exception {
        parked("integrator");
        metrics.watch();
        // A try is counted a moment after its outcome was written.
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(this::scraped, text -> text.contains("hub_attempts_total{answer=\"parked\""));
    }

    private String scraped() throws Exception {
        return mvc.perform(get("/actuator/prometheus").with(httpBasic("operator", "operator")))
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private static Set<String> samples(String scrape) {
        return scrape.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[ {]", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(Stream<String> expressions) {
        return expressions
                .map(expression -> LABELS.matcher(expression).replaceAll(" "))
                .flatMap(expression -> NAME.matcher(expression).results().map(MatchResult::group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyNameInTheRulesAndTheDashboardIsExported() throws Exception {
        List<JsonNode> rules = AlarmsTest.rules();
        Set<String> used = names(Stream.concat(
                rules.stream().map(rule -> rule.path("expr").asText()),
                new ObjectMapper().readTree(DASHBOARD.toFile()).path("panels").findValuesAsText("expr").stream()));
        Set<String> known = samples(scrape());
        rules.forEach(rule -> known.add(rule.path("record").asText()));
        assertThat(used).hasSizeGreaterThan(20).isSubsetOf(known);
    }

    @Test
    void everyMetricOfTheHubStandsInTheRunbookAndTheRunbookInventsNone() throws Exception {
        Set<String> exported = scrape().lines()
                .filter(line -> line.startsWith("# TYPE hub_"))
                .map(line -> line.split(" ")[2])
                .filter(name -> !name.equals("hub_order_attempts_max"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(inTheRunbook()).isEqualTo(exported);
    }

    private static Set<String> inTheRunbook() throws IOException {
        String text = Files.readString(Path.of("docs/operations.md"));
        String section = text.substring(text.indexOf("\n## Metrics\n"), text.indexOf("\n## Alarms\n"));
        return section.lines()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> Pattern.compile("`(hub_[a-z_]+)")
                        .matcher(line.substring(0, line.indexOf(" |", 2)))
                        .results()
                        .map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void triesAreCountedByTheirAnswerAndParkedOrdersByTheirCode() throws Exception {
        assertThat(scrape())
                .contains(
                        "hub_attempts_total{answer=\"parked\",operation=\"n3.snils\",service=\"n3\",step=\"submit\"}",
                        "hub_parked{code=\"N3_NOT_AUTHORISED\",operation=\"n3.snils\"}",
                        "hub_service_up{service=\"n3\"} 1.0",
                        "hub_certificate_days{identity=\"seal\"} 20.0",
                        "le=\"30.0\"")
                .doesNotContain(PLANTED);
    }

    @Test
    void aQueueThatASenderNamesIsNoLabel() throws Exception {
        assertThat(scrape()).doesNotContain("endpointName=");
    }

    @Test
    void readinessShowsASilentServiceAndStaysUp() {
        ServiceReachability reachability = new ServiceReachability(clock);
        reachability.learn("nhif", new Outcome.Unsure("sent"));
        Health health = new ServicesHealthIndicator(states, reachability, lane -> 0, () -> true, () -> clock.instant()
                        .plusSeconds(120))
                .health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("nhif", "down").containsEntry("ehealth", "off");
    }

    @Test
    void livenessAndReadinessTellTheirStateToAnybodyAndNothingElse() throws Exception {
        assertThat(anonymous("/actuator/health/readiness"))
                .contains("\"status\":\"UP\"", "\"nhif\":\"up\"", "\"ehealth\":\"off\"")
                .doesNotContain("Seal");
        assertThat(anonymous("/actuator/health/liveness")).isEqualTo("{\"status\":\"UP\"}");
        assertThat(anonymous("/actuator/health")).doesNotContain("components");
    }

    private String anonymous(String url) throws Exception {
        return mvc.perform(get(url)).andReturn().getResponse().getContentAsString();
    }
}
