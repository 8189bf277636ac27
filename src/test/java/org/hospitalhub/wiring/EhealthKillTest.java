package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.ehealth.EhealthSimulator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a real hub with {@code kill -9} after each step of a contract request, as the service's journal sees them. */
@Tag("slow")
class EhealthKillTest {

    private static final String REQUESTS = "/api/contract_requests/capitation";
    private static final List<String> KILLED_AFTER = List.of(
            "GET .*/api/contract_requests/reimbursement",
            "POST .*" + REQUESTS,
            "PUT .*",
            "POST .*" + REQUESTS + "/[0-9a-f-]{36}",
            "GET .*" + REQUESTS + "/[0-9a-f-]{36}");

    @TempDir
    private Path home;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void killedAfterEachStepTheOrderIsApprovedWithOneCreate() throws Exception {
        EhealthSimulator ehealth = new EhealthSimulator(Clock.systemUTC(), home, Duration.ZERO, null);
        try (Sandbox sandbox = new Sandbox(List.of(ehealth)).start(0, 0);
                HubProcess hub = new HubProcess(home, settings(sandbox))) {
            hub.start().awaitUp();
            String id = order(hub);
            for (String step : KILLED_AFTER) {
                await(step)
                        .pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofMinutes(2))
                        .until(() -> !journal(sandbox, step).isEmpty());
                hub.kill();
                hub.start();
            }
            hub.awaitUp();
            String request = request(sandbox);
            control(sandbox, "POST", "contract_requests/" + request + "/assign", "{}");
            control(sandbox, "POST", "contract_requests/" + request + "/approve", "{}");
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> hubSays(hub, id).path("state").asText().equals("completed"));
            assertThat(journal(sandbox, KILLED_AFTER.get(3)))
                    .filteredOn(entry -> entry.path("status").asInt() == 201)
                    .hasSize(1);
        }
    }

    private static Map<String, String> settings(Sandbox sandbox) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("hub.jms.user", "");
        settings.put("hub.ehealth.base-url", sandbox.uri().resolve("/ehealth").toString());
        settings.put("hub.ehealth.api-key", "sandbox-api-key");
        settings.put("hub.ehealth.custom-psk", "5a".repeat(32));
        settings.put("hub.ehealth.follow-pause", "1s");
        settings.put("hub.ehealth.requests-per-minute", "1000");
        String clinic = "hub.ehealth.legal-entities.clinic.";
        settings.put(clinic + "client-id", id(0xe1, 1));
        settings.put(clinic + "client-secret", "sandbox-clinic-secret");
        settings.put(clinic + "refresh-token", "sandbox-clinic-refresh");
        settings.put(clinic + "edrpou", "38782323");
        settings.put(clinic + "type", "MSP");
        settings.put("hub.identities.clinic-owner.keystore", "${hub.data-dir}/../sandbox/ehealth/clinic-owner.p12");
        settings.put("hub.identities.clinic-owner.password", "sandbox");
        return settings;
    }

    private static String id(int kind, int n) {
        return "%08x-0000-4000-8000-%012x".formatted(kind, n);
    }

    private String order(HubProcess hub) throws Exception {
        LocalDate start = LocalDate.now(Clock.systemUTC()).plusDays(7);
        ObjectNode payload =
                json.createObjectNode().put("signer", "clinic-owner").put("legal_entity", "clinic");
        ObjectNode contract = payload.putObject("contract");
        contract.put("contractor_owner_id", id(0xc1, 1)).put("contractor_base", "на підставі статуту");
        contract.put("id_form", "PMD_1").putArray("contractor_divisions").add(id(0xd1, 1));
        contract.put("start_date", start.toString())
                .put("end_date", start.plusDays(30).toString());
        contract.putObject("contractor_payment_details")
                .put("bank_name", "Банк Зразковий")
                .put("payer_account", "UA" + "1".repeat(27));
        for (String document : List.of("statute", "additional_document")) {
            byte[] pdf = ("%PDF-1.4 " + document).getBytes(StandardCharsets.UTF_8);
            payload.withObject("/documents/" + document)
                    .put("base64", Base64.getEncoder().encodeToString(pdf));
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(hub.uri("/api/orders/ehealth.capitation-contract-request"))
                        .header("Authorization", hub.authorization())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(payload.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return json.readTree(answer.body()).path("id").asText();
    }

    private JsonNode hubSays(HubProcess hub, String id) throws Exception {
        return json.readTree(http.send(
                        HttpRequest.newBuilder(hub.uri("/api/orders/" + id))
                                .header("Authorization", hub.authorization())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }

    private String request(Sandbox sandbox) throws Exception {
        String path = journal(sandbox, KILLED_AFTER.get(3)).get(0).path("path").asText();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private List<JsonNode> journal(Sandbox sandbox, String pattern) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode entry : control(sandbox, "GET", "journal?since=0", null)) {
            String line =
                    entry.path("method").asText() + " " + entry.path("path").asText();
            if (line.matches(pattern)) {
                found.add(entry);
            }
        }
        return found;
    }

    private JsonNode control(Sandbox sandbox, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(sandbox.uri().toString()).resolve("/sandbox/ehealth/" + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return answer.body().isEmpty() ? json.createObjectNode() : json.readTree(answer.body());
    }
}
