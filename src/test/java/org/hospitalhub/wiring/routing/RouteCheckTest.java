package org.hospitalhub.wiring.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hospitalhub.service.ServiceBeans;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.wiring.services.ServicesConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** Route files are tested before they run, and all errors are reported by file. */
class RouteCheckTest {

    private static final Map<String, String> SETTINGS = new TreeMap<>();

    @BeforeAll
    static void readTheSettings() throws Exception {
        for (String file : List.of("application", "intake", "n3", "ehealth", "nhif")) {
            for (PropertySource<?> source :
                    new YamlPropertySourceLoader().load(file, new FileSystemResource("config/" + file + ".yaml"))) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    SETTINGS.put(name, String.valueOf(source.getProperty(name)));
                }
            }
        }
        SETTINGS.put("hub.intake.drop-dir", "target/drop");
    }

    private static final ServiceRegister SERVICES =
            ServicesConfiguration.read(new StandardEnvironment(), InstantSource.system(), ServiceBeans.NONE);

    private final RouteCheck check = new RouteCheck(SETTINGS::get, SERVICES);

    @Test
    void theRoutesOfThisHubAreRight() {
        assertThat(check.check(RouteFile.all(Path.of("routes")))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delivery/delivery-send.camel.yaml | direct:delivery-call | direct:nowhere        | calls direct:nowhere, but no route begins with it",
                "delivery/delivery-send.camel.yaml | ref: deliveryExchange | ref: deliveryExchanges | deliveryExchanges",
                "delivery/delivery-send.camel.yaml | method: address      | method: unaddress      | unaddress",
                "intake/intake-jms.camel.yaml | disableReplyTo          | disableReplyTwo        | disableReplyTwo",
                "delivery/delivery-call.camel.yaml | ${exchangeProperty.HubCallback} | {{hub.callbacks.endpoint}} | hub.callbacks.endpoint",
                "delivery/delivery-call.camel.yaml | removeHeaders:        | removeHaeders:         | removeHaeders",
                "delivery/delivery-call.camel.yaml | id: delivery-call     | id: delivery-calls     | file and route must have the same name",
                "delivery/delivery-call.camel.yaml | '- removeHeaders:'    | '-- removeHeaders:'    | ",
                "failure/failure-none.camel.yaml | routeConfiguration:  | routeConfigurations:   | routeConfigurations"
            })
    void errorsAreReportedByFile(String file, String right, String wrong, String expected) {
        List<RouteFile> files = new ArrayList<>();
        for (RouteFile found : RouteFile.all(Path.of("routes"))) {
            files.add(
                    found.name().equals(file) ? new RouteFile(file, found.text().replace(right, wrong)) : found);
        }
        assertThat(check.check(files)).anySatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(file);
            assertThat(finding.message()).contains(expected == null ? "" : expected);
        });
    }

    @Test
    void aDoorThatNobodyOpensAnyMoreIsNoticed() {
        List<RouteFile> files = RouteFile.all(Path.of("routes")).stream()
                .filter(file -> !file.id().equals("dispatch-step"))
                .toList();
        assertThat(check.check(files))
                .extracting(RouteCheck.Wrong::message)
                .contains("the hub needs a route that begins with direct:dispatch-step");
    }

    /** An incomplete folder must not start: whatever file of the jar is missing, somebody needs it. */
    @ParameterizedTest
    @MethodSource("everyFile")
    void aMissingFileIsNoticedWhicheverItIs(String name) {
        List<RouteFile> files = RouteFile.all(Path.of("routes")).stream()
                .filter(file -> !file.name().equals(name))
                .toList();
        assertThat(check.check(files)).isNotEmpty();
    }

    static Stream<String> everyFile() {
        return RouteFile.all(Path.of("routes")).stream().map(RouteFile::name);
    }

    @Test
    void onlyAFolderThatDiffersFromTheJarIsLookedThrough() {
        RouteCheck none = new RouteCheck(name -> null, SERVICES);
        assertThat(none.wrong(Path.of("routes"))).isEmpty();
        assertThat(none.wrong(Path.of("no/such/folder"))).isEmpty();
    }
}
