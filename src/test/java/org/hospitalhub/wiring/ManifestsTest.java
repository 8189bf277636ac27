package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.convert.DurationStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** What in the files for compose and Kubernetes carries weight: a hub that ends in order, can write nowhere, is reached by few. */
class ManifestsTest {

    private static final Path CLUSTER = Path.of("deploy/kubernetes");

    /** Unknown fields fail: what the classes of the API would keep as "additional" counts as unknown. */
    private static final ObjectMapper STRICT = YAMLMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .build();

    private static final List<String> HUBS = List.of("hub-1", "hub-2");

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(200);
        return (Map<String, Object>) new Yaml(options).load(Files.readString(file));
    }

    /** Walks into maps and lists: {@code "spec/template/0/name"}. */
    private static Object at(Object from, String path) {
        Object here = from;
        for (String step : path.split("/")) {
            here = here instanceof List<?> list ? list.get(Integer.parseInt(step)) : ((Map<?, ?>) here).get(step);
            assertThat(here).as(path).isNotNull();
        }
        return here;
    }

    private static Object cluster(String file, String path) throws IOException {
        return at(yaml(CLUSTER.resolve(file)), path);
    }

    private static Duration time(Object text) {
        return DurationStyle.detectAndParse(String.valueOf(text));
    }

    /** How long an orderly end may take by the hub's own settings: one part ends after the other. */
    private static Duration longestEnd() throws IOException {
        Map<String, Object> settings = yaml(Path.of("config/application.yaml"));
        Duration resultFile = Duration.ofSeconds(5);
        return time(at(settings, "hub/dispatch/calls-may-take"))
                .plus(resultFile)
                .plus(time(at(settings, "spring/lifecycle/timeout-per-shutdown-phase")))
                .plusSeconds(((Number) at(settings, "camel/main/shutdown-timeout")).longValue());
    }

    @Test
    void nobodyKillsAHubBeforeItHasEndedInOrder() throws IOException {
        Duration longest = longestEnd();
        for (String hub : HUBS) {
            Object grace = at(yaml(Path.of("compose.yaml")), "services/" + hub + "/stop_grace_period");
            assertThat(time(grace)).as(hub).isGreaterThan(longest);
        }
        Object demo = at(yaml(Path.of("compose.demo.yaml")), "services/demo/stop_grace_period");
        assertThat(time(demo)).isGreaterThan(longest);
        String pod = "spec/template/spec/";
        Object pause = cluster("deployment.yaml", pod + "containers/0/lifecycle/preStop/exec/command/1");
        Object grace = cluster("deployment.yaml", pod + "terminationGracePeriodSeconds");
        assertThat(Duration.ofSeconds(((Number) grace).longValue()))
                .isGreaterThan(longest.plusSeconds(Long.parseLong(String.valueOf(pause))));
        assertThat(Files.readString(Path.of("docs/operations.md"))).contains("Give it " + grace + " s.");
        assertThat(Files.readString(Path.of("docs/containers.md"))).contains("docker stop -t " + grace);
    }

    @Test
    void theImagesProgramsBelongToRoot() throws IOException {
        assertThat(Files.readString(Path.of("Dockerfile"))
                        .lines()
                        .filter(line -> line.startsWith("COPY --from=training")))
                .allMatch(line -> line.contains("--chown=0:0"))
                .isNotEmpty();
    }

    @Test
    void aHubInTheClusterIsNobodyAndWritesNowhereButItsVolumes() throws IOException {
        String pod = "spec/template/spec/";
        assertThat(cluster("deployment.yaml", pod + "securityContext/runAsNonRoot"))
                .isEqualTo(true);
        assertThat(Files.readString(Path.of("Dockerfile")))
                .contains("USER " + cluster("deployment.yaml", pod + "securityContext/runAsUser") + ":");
        String container = pod + "containers/0/securityContext/";
        assertThat(cluster("deployment.yaml", container + "readOnlyRootFilesystem"))
                .isEqualTo(true);
        assertThat(cluster("deployment.yaml", container + "allowPrivilegeEscalation"))
                .isEqualTo(false);
        assertThat(cluster("deployment.yaml", container + "capabilities/drop")).isEqualTo(List.of("ALL"));
        assertThat(cluster("deployment.yaml", pod + "automountServiceAccountToken"))
                .isEqualTo(false);
        assertThat(cluster("deployment.yaml", pod + "enableServiceLinks")).isEqualTo(false);
    }

    @Test
    void anOlderHubNeverWorksBesideANewerOne() throws IOException {
        assertThat(cluster("deployment.yaml", "spec/strategy/type")).isEqualTo("Recreate");
    }

    @Test
    void readinessAndLivenessAreAskedApart() throws IOException {
        String probes = "spec/template/spec/containers/0/";
        assertThat(cluster("deployment.yaml", probes + "livenessProbe/httpGet/path"))
                .isEqualTo("/actuator/health/liveness");
        assertThat(cluster("deployment.yaml", probes + "readinessProbe/httpGet/path"))
                .isEqualTo("/actuator/health/readiness");
    }

    @Test
    void aPortIsNamedByTheSameNameEverywhere() throws IOException {
        String container = "spec/template/spec/containers/0/";
        Object port = cluster("deployment.yaml", container + "ports/0/name");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(cluster("deployment.yaml", container + probe + "/httpGet/port"))
                    .isEqualTo(port);
        }
        assertThat(cluster("service.yaml", "spec/ports/0/targetPort")).isEqualTo(port);
        assertThat(cluster("network.yaml", "spec/ingress/0/ports/0/port")).isEqualTo(port);
    }

    @Test
    void theBudgetOfDisruptionsAndTheNetworkRulesMeanTheHubs() throws IOException {
        Object name = cluster("kustomization.yaml", "labels/0/pairs");
        assertThat(cluster("disruption.yaml", "spec/selector/matchLabels")).isEqualTo(name);
        assertThat(cluster("disruption.yaml", "spec/maxUnavailable")).isEqualTo(1);
        assertThat((Integer) cluster("deployment.yaml", "spec/replicas")).isGreaterThan(1);
        assertThat(cluster("network.yaml", "spec/podSelector/matchLabels")).isEqualTo(name);
        assertThat(cluster("network.yaml", "spec/policyTypes")).isEqualTo(List.of("Ingress", "Egress"));
        assertThat((List<?>) cluster("network.yaml", "spec/ingress")).allSatisfy(rule -> at(rule, "from/0"));
    }

    /** A misspelt field would be ignored by the test above and refused, or worse ignored, by a cluster. */
    @ParameterizedTest
    @CsvSource({
        "namespace.yaml, io.fabric8.kubernetes.api.model.Namespace",
        "deployment.yaml, io.fabric8.kubernetes.api.model.apps.Deployment",
        "service.yaml, io.fabric8.kubernetes.api.model.Service",
        "disruption.yaml, io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget",
        "network.yaml, io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy"
    })
    void everyFieldOfAManifestIsOneOfTheApi(String file, Class<? extends HasMetadata> kind) throws IOException {
        HasMetadata manifest = STRICT.readValue(CLUSTER.resolve(file).toFile(), kind);
        assertThat(manifest.getKind()).isEqualTo(kind.getSimpleName());
        assertThat(manifest.getApiVersion()).isEqualTo(HasMetadata.getApiVersion(kind));
    }

    @Test
    void everyManifestBelongsToTheKustomization() throws IOException {
        TreeSet<String> listed = new TreeSet<>(List.of("kustomization.yaml", "application.yaml"));
        ((List<?>) cluster("kustomization.yaml", "resources")).forEach(file -> listed.add(String.valueOf(file)));
        try (Stream<Path> files = Files.list(CLUSTER)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".yaml")))
                    .containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    @Test
    void kustomizeMakesOneOfEach() throws Exception {
        Process kubectl;
        try {
            kubectl = new ProcessBuilder("kubectl", "kustomize", CLUSTER.toString()).start();
        } catch (IOException notThere) {
            Assumptions.abort("no kubectl: the manifests were not put together");
            return;
        }
        String all = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).isZero();
        List<String> kinds = new ArrayList<>();
        for (Object manifest : new Yaml().loadAll(all)) {
            kinds.add(String.valueOf(at(manifest, "kind")));
        }
        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "Namespace",
                        "ConfigMap",
                        "ConfigMap",
                        "Deployment",
                        "Service",
                        "PodDisruptionBudget",
                        "NetworkPolicy");
    }

    @Test
    void composeShowsItsPortsToThisMachineOnly() throws IOException {
        for (String file : List.of("compose.yaml", "compose.demo.yaml")) {
            ((Map<?, ?>) at(yaml(Path.of(file)), "services")).values().forEach(service -> {
                if (((Map<?, ?>) service).get("ports") instanceof List<?> ports) {
                    assertThat(ports)
                            .allSatisfy(port -> assertThat(String.valueOf(port)).startsWith("127.0.0.1:"));
                }
            });
        }
    }

    /** One that borrows another's network stays exited when the engine starts again, and is cut off when the other is killed. */
    @Test
    void everyContainerOfComposeHasANetworkOfItsOwn() throws IOException {
        ((Map<?, ?>) at(yaml(Path.of("compose.yaml")), "services"))
                .forEach((name, service) -> assertThat(((Map<?, ?>) service).get("network_mode"))
                        .as("%s", name)
                        .isNull());
    }

    @Test
    void composeAllowsPlainHttpToItsSandboxOnly() throws IOException {
        Map<String, Object> compose = yaml(Path.of("compose.yaml"));
        assertThat(at(compose, "x-settings/HUB_CALLS_PLAINHOSTS")).isEqualTo("sandbox");
        assertThat(at(compose, "x-settings/HUB_N3_BASEURL")).asString().endsWith(":-http://sandbox:8090/n3/}");
        assertThat(((Map<?, ?>) at(compose, "services/sandbox")).get("ports")).isNull();
    }

    @Test
    void prometheusAsksBothHubsOfCompose() throws IOException {
        for (Path file :
                List.of(Path.of("deploy/compose/prometheus.yml"), Path.of("config/prometheus/prometheus.yml"))) {
            assertThat(at(yaml(file), "scrape_configs/0/static_configs/0/targets"))
                    .as(file.toString())
                    .isEqualTo(HUBS.stream().map(hub -> hub + ":8080").toList());
        }
    }

    @Test
    void behindAProxyCallersKeepTheirAddress() throws IOException {
        assertThat(at(yaml(Path.of("compose.yaml")), "x-settings"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("SERVER_FORWARDHEADERSSTRATEGY", "native")
                .containsKey("HUB_TRUSTEDPROXIES_0");
        assertThat(Files.readString(CLUSTER.resolve("hub.env")))
                .contains("SERVER_FORWARDHEADERSSTRATEGY=native\nHUB_TRUSTEDPROXIES_0=");
    }

    /** CVE-2026-57967 (docs/security.md): fixed in 2.57.0, for the broker of compose.yaml as for the embedded one. */
    @Test
    void theBrokerOfComposeHasTheFixes() throws IOException {
        Matcher image = Pattern.compile("apache/artemis:(\\d+)\\.(\\d+)\\.\\d+}")
                .matcher(String.valueOf(at(yaml(Path.of("compose.yaml")), "services/artemis/image")));
        assertThat(image.find()).isTrue();
        assertThat(Integer.parseInt(image.group(1)) * 1000 + Integer.parseInt(image.group(2)))
                .isGreaterThanOrEqualTo(2057);
    }

    @Test
    void theTestsInContainersTakeTheImagesOfCompose() throws IOException {
        String cluster = Files.readString(Path.of("src/containers/java/org/hospitalhub/containers/Cluster.java"));
        for (String service : List.of("postgres", "artemis")) {
            String image = String.valueOf(at(yaml(Path.of("compose.yaml")), "services/" + service + "/image"));
            assertThat(cluster).contains('"' + image.replaceAll(".*:-|}", "") + '"');
        }
    }

    @Test
    void grafanaFindsItsDashboardAndTheDashboardItsSource() throws IOException {
        Path provisioning = Path.of("config/grafana/provisioning");
        Object path = at(yaml(provisioning.resolve("dashboards/hospital-hub.yaml")), "providers/0/options/path");
        assertThat((List<?>) at(yaml(Path.of("compose.yaml")), "services/grafana/volumes"))
                .map(String::valueOf)
                .contains("./config/grafana/dashboards:" + path + ":ro");
        Object source = at(yaml(provisioning.resolve("datasources/prometheus.yaml")), "datasources/0/uid");
        assertThat(new ObjectMapper()
                        .readTree(Path.of("config/grafana/dashboards/hospital-hub.json")
                                .toFile())
                        .findValues("datasource"))
                .hasSizeGreaterThan(5)
                .allSatisfy(asked -> assertThat(asked.path("uid").asText()).isEqualTo(source));
    }

    @Test
    void composeRunsHubsThatCanWriteNowhere() throws IOException {
        for (String hub : HUBS) {
            assertThat(at(yaml(Path.of("compose.yaml")), "services/" + hub + "/read_only"))
                    .isEqualTo(true);
            assertThat(at(yaml(Path.of("compose.yaml")), "services/" + hub + "/cap_drop"))
                    .isEqualTo(List.of("ALL"));
        }
        assertThat(at(yaml(Path.of("compose.demo.yaml")), "services/demo/read_only"))
                .isEqualTo(true);
    }

    @Test
    void prometheusSeesMetricsOnly() throws IOException {
        for (Path users : List.of(Path.of("deploy/compose/hub.yaml"), CLUSTER.resolve("application.yaml"))) {
            assertThat((List<?>) at(yaml(users), "hub/users"))
                    .filteredOn(user -> at(user, "name").equals("prometheus"))
                    .singleElement()
                    .satisfies(user -> assertThat(at(user, "roles")).isEqualTo(List.of("METRICS")));
        }
    }

    @Test
    void everyStarterEndsTheHubWhenItHasNoMemory() throws IOException {
        for (String file : List.of("deploy/image/jvm.args", "deploy/systemd/hospital-hub.service")) {
            assertThat(Files.readString(Path.of(file))).contains("-XX:+ExitOnOutOfMemoryError");
        }
        assertThat(Files.readString(Path.of("deploy/systemd/hospital-hub.service")))
                .contains("Restart=always");
    }

    /** Both read the same names: a password that the configuration asks for is one that the script makes. */
    @Test
    void theScriptMakesEverySecretThatIsAskedFor() throws IOException {
        String script = Files.readString(Path.of("deploy/compose/make-secrets.sh"));
        assertThat(((Map<?, ?>) at(yaml(Path.of("compose.yaml")), "secrets")).keySet())
                .allSatisfy(name -> assertThat(script).contains(String.valueOf(name)));
        for (Path users : List.of(Path.of("deploy/compose/hub.yaml"), CLUSTER.resolve("application.yaml"))) {
            for (Object user : (List<?>) at(yaml(users), "hub/users")) {
                String password = String.valueOf(at(user, "password"));
                assertThat(password).startsWith("${").endsWith("}");
                assertThat(script).contains(password.substring(2, password.length() - 1));
            }
        }
    }
}
