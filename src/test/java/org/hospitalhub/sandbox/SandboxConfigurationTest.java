package org.hospitalhub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The sandbox alone, as {@code java -jar hospital-hub.jar sandbox} starts it. */
@ExtendWith(OutputCaptureExtension.class)
class SandboxConfigurationTest {

    @Test
    void thePackageAloneStartsTheSandbox() throws Exception {
        try (ConfigurableApplicationContext context = start("sandbox")) {
            Sandbox sandbox = context.getBean(Sandbox.class);
            URI settings = sandbox.uri().resolve("sandbox/n3/settings");
            HttpRequest request = HttpRequest.newBuilder(settings).build();

            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .contains("\"limit\":7")
                    .contains("\"completion\":\"const 3s\"")
                    .contains("\"pauseScope\":\"CLIENT\"");
        }
    }

    @Test
    void withoutItsProfileThereIsNoSandbox() {
        try (ConfigurableApplicationContext context = start("hospital")) {
            assertThat(context.getBeansOfType(Simulator.class)).isEmpty();
            assertThat(context.getBeansOfType(Sandbox.class)).isEmpty();
        }
    }

    @Test
    void aTakenPortStopsTheStartWithOneLine(CapturedOutput output) {
        try (Sandbox first = new Sandbox(List.of()).start(0, 0)) {
            assertThatThrownBy(() -> start("sandbox", "--hub.sandbox.port=" + first.port()))
                    .hasRootCauseInstanceOf(BindException.class);
        }
        assertThat(output).contains("APPLICATION FAILED TO START").contains("set hub.sandbox.port to a free port");
    }

    private static ConfigurableApplicationContext start(String profile, String... more) {
        SpringApplication application = new SpringApplication();
        application.setSources(Set.of("org.hospitalhub.sandbox"));
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setAdditionalProfiles(profile);
        application.setDefaultProperties(Map.of(
                "hub.sandbox.port", "0",
                "hub.sandbox.tls-port", "0",
                "hub.sandbox.n3.limit", "7",
                "hub.sandbox.n3.completion", "const 3s",
                "hub.sandbox.n3.pause-scope", "client"));
        return application.run(more);
    }
}
