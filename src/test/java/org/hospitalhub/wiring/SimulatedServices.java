package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.ehealth.EhealthSimulator;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.hospitalhub.sandbox.stub.StubSimulator;

/** The simulators of all services on real ports, the settings with which a hub calls them, and what they wrote down. */
final class SimulatedServices implements AutoCloseable {

    static final int N3_LIMIT = 40;
    static final Duration N3_WINDOW = Duration.ofSeconds(10);
    static final int NHIF_LIMIT = 60;
    private static final String SECRET = "planted-secret";

    private final Sandbox sandbox;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    SimulatedServices(Path data) throws Exception {
        Clock clock = Clock.systemUTC();
        sandbox = new Sandbox(List.of(
                        new N3Simulator(
                                clock, N3SandboxSettings.completingAfter(Duration.ofSeconds(3)), HubProcess.TOKEN),
                        new NhifSimulator(data, clock),
                        new EhealthSimulator(clock, data, Duration.ofSeconds(1), null),
                        new StubSimulator(clock, data.resolve("services"), settings::get)))
                .start(0, 0);
        configureNationalServices(data.resolve("sandbox"));
        configureStubs();
        control(
                "n3/settings",
                "{\"limit\":%d,\"window\":\"%ds\",\"pause\":\"2s\",\"slow\":\"1s\",\"hang\":\"8s\"}"
                        .formatted(N3_LIMIT, N3_WINDOW.toSeconds()));
        // Slow answers, so that a kill finds calls in flight.
        control("n3/mischief", "{\"name\":\"slow\",\"probability\":0.4,\"on\":\"any\"}");
        for (String stub : List.of("ecard", "signed-request")) {
            control("stub/" + stub + "/behaviour", "{\"slow\":\"1s\",\"tokenLifetime\":\"10h\"}");
            control("stub/" + stub + "/mischief", "{\"name\":\"slow\",\"probability\":0.4,\"on\":\"any\"}");
        }
    }

    private void configureNationalServices(Path certificates) {
        settings.put("hub.n3.base-url", sandbox.uri().resolve("n3/").toString());
        settings.put("hub.n3.token", HubProcess.TOKEN);
        settings.put("hub.n3.requests-per-minute", String.valueOf(N3_LIMIT));
        settings.put("hub.n3.window", N3_WINDOW.toSeconds() + "s");
        settings.put("hub.n3.poll-pause", "2s");
        settings.put("hub.n3.unsure-pause", "2s");
        settings.put("hub.nhif.base-url", "https://localhost:" + sandbox.tlsPort());
        settings.put("hub.nhif.trust", certificates.resolve("nhif/ca.pem").toString());
        settings.put("hub.nhif.identity", "nhif-client");
        settings.put("hub.nhif.requests-per-minute", String.valueOf(NHIF_LIMIT));
        identity("nhif-client", certificates.resolve("nhif/authorised.p12"));
        settings.put("hub.ehealth.base-url", sandbox.uri().resolve("/ehealth").toString());
        settings.put("hub.ehealth.api-key", "sandbox-api-key");
        settings.put("hub.ehealth.custom-psk", "5a".repeat(32));
        settings.put("hub.ehealth.follow-pause", "1s");
        settings.put("hub.ehealth.requests-per-minute", "1000");
        String clinic = "hub.ehealth.legal-entities.clinic.";
        settings.put(clinic + "client-id", "000000e1-0000-4000-8000-000000000001");
        settings.put(clinic + "client-secret", "sandbox-clinic-secret");
        settings.put(clinic + "refresh-token", "sandbox-clinic-refresh");
        settings.put(clinic + "edrpou", "38782323");
        settings.put(clinic + "type", "MSP");
        identity("clinic-owner", certificates.resolve("ehealth/clinic-owner.p12"));
    }

    private void configureStubs() {
        String plain = sandbox.uri().toString() + "stub/";
        settings.put("hub.ecard.base-url", plain + "ecard");
        settings.put("hub.ecard.token-url", plain + "ecard/oauth/token");
        settings.put("hub.ecard.client-id", "hospital");
        settings.put("hub.ecard.client-secret", SECRET);
        settings.put("hub.ecard.prescriptions-url", "https://localhost:" + sandbox.tlsPort() + "/stub/ecard");
        settings.put("hub.ecard.identity", "nhif-client");
        settings.put("hub.ecard.trust", settings.get("hub.nhif.trust"));
        settings.put("hub.signed-request.base-url", plain + "signed-request");
        settings.put("hub.signed-request.token-url", plain + "signed-request/oauth/tokens");
        settings.put("hub.signed-request.client-id", "hospital");
        settings.put("hub.signed-request.client-secret", SECRET);
        settings.put("hub.signed-request.refresh-token", "planted-refresh-token");
        settings.put("hub.signed-request.api-key", "planted-api-key");
        settings.put("hub.signed-request.custom-psk", "planted-psk");
        settings.put("hub.signed-request.signer", "clinic-owner");
        settings.put("hub.signed-request.requests-per-minute", "120");
    }

    private void identity(String name, Path keystore) {
        settings.put("hub.identities." + name + ".keystore", keystore.toString());
        settings.put("hub.identities." + name + ".password", "sandbox");
    }

    Map<String, String> settings() {
        return settings;
    }

    /** Lets one of the next calls go wrong. */
    void misbehave(Random random) throws Exception {
        switch (random.nextInt(5)) {
            case 0 -> strike("n3", random, "reset-before", "reset-after", "cut-body", "error-500", "hang");
            case 1 -> strike("nhif", random, "reset-before", "reset-after", "cut-body", "slow");
            case 2 -> strike("ehealth", random, "no-answer", "answer-lost", "slow", "error-500");
            case 3 -> strike("stub/ecard", random, "lost-before-work", "lost-after-work", "half-body", "503");
            default -> strike("stub/signed-request", random, "lost-before-work", "lost-after-work", "503");
        }
    }

    private void strike(String service, Random random, String... names) throws Exception {
        control(
                service + "/mischief",
                "{\"name\":\"%s\",\"count\":1,\"millis\":1500}".formatted(names[random.nextInt(names.length)]));
    }

    /** What N3's simulator wrote down. */
    JsonNode n3() throws Exception {
        return control("n3/log", null);
    }

    /** What N3 answers to this order. */
    String snils(String payload) throws Exception {
        return control("n3/truth/snils", payload).path("snils").asText();
    }

    JsonNode nhif() throws Exception {
        return control("nhif/journal", null).path("items");
    }

    /** The contract requests that eHealth has. */
    JsonNode contractRequests() throws Exception {
        return control("ehealth/registry", null).path("contract_requests");
    }

    JsonNode stub(String service) throws Exception {
        return control("stub/" + service + "/log", null);
    }

    /** GET without a body, else POST. */
    private JsonNode control(String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.uri() + "sandbox/" + path))
                .timeout(Duration.ofMinutes(1));
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isLessThan(300);
        return json.readTree(answer.body());
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
