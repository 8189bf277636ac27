package org.hospitalhub.nhif;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.engine.DoorClients;
import org.hospitalhub.service.engine.ServiceFixture;
import org.hospitalhub.service.engine.Signatures;
import org.hospitalhub.support.OrderBuilder;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.springframework.util.unit.DataSize;

/** The room's routes as they are shipped, with real TLS to the sandbox on free ports. */
final class NhifFixture implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    /** For an answer that should come, however slow this machine is. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    final NhifSimulator simulator;
    final Sandbox sandbox;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate producer;
    private final Operation query;
    final Operation submission;
    /** Submissions whose first byte was about to leave. */
    final List<ClaimedStep> left = new java.util.concurrent.CopyOnWriteArrayList<>();

    NhifFixture(Path data) throws Exception {
        this(data, List.of(), null, Map.of());
    }

    NhifFixture(Path data, List<String> protocols, String baseUrl, Map<String, CatalogueEntry> catalogue)
            throws Exception {
        this(data, protocols, baseUrl, catalogue, "");
    }

    NhifFixture(Path data, List<String> protocols, String baseUrl, Map<String, CatalogueEntry> catalogue, String proxy)
            throws Exception {
        this(data, protocols, baseUrl, catalogue, proxy, PATIENT);
    }

    NhifFixture(
            Path data,
            List<String> protocols,
            String baseUrl,
            Map<String, CatalogueEntry> catalogue,
            String proxy,
            Duration timeOut)
            throws Exception {
        simulator = new NhifSimulator(data, InstantSource.system());
        sandbox = new Sandbox(List.of(simulator)).start(0, 0);
        String base = baseUrl == null ? "https://localhost:" + sandbox.tlsPort() : baseUrl;
        Map<String, String> settings = settings(base);
        settings.put("hub.nhif.trust", simulator.caFile().toString());
        settings.put("hub.nhif.tls.protocols", String.join(",", protocols));
        settings.put("hub.nhif.proxy", proxy);
        NationalService service = service(settings, catalogue(catalogue, timeOut), identities());
        query = operation(service, "nhif.query");
        submission = operation(service, "nhif.submission");
        ServiceFixture.start(
                camel,
                ServiceFixture.engine(service, (operation, orderedAt, lastAsked, asked, now) -> now, CLOCK),
                left::add,
                new DoorClients(
                        new DoorClients.Limits(PATIENT, PATIENT, PATIENT, 20_000_000),
                        timer,
                        identities(),
                        new Signatures(identities(), null, CLOCK),
                        DoorClients.nowhere(),
                        CLOCK),
                true);
        producer = camel.createProducerTemplate();
    }

    static Map<String, String> settings(String base) {
        Map<String, String> settings = new HashMap<>();
        settings.put("hub.nhif.base-url", base);
        settings.put("hub.nhif.connect-timeout", "1m");
        settings.put("hub.nhif.body-limit", "1MB");
        settings.put("hub.nhif.answer-limit", "2MB");
        return settings;
    }

    static Catalogue catalogue(Map<String, CatalogueEntry> entries) {
        return catalogue(entries, PATIENT);
    }

    private static Catalogue catalogue(Map<String, CatalogueEntry> entries, Duration timeOut) {
        return new Catalogue("", timeOut, DataSize.ofMegabytes(1), entries);
    }

    /** The service as its definition and the beans of this room make it. */
    static NationalService service(Map<String, String> settings, Catalogue catalogue, Identities identities) {
        return ServiceFixture.ofTheJar(
                "nhif",
                new NationalServices.Surroundings(
                        settings::get,
                        identities.names(),
                        NhifService.beans(catalogue, identities.names(), CLOCK),
                        CLOCK));
    }

    static Operation operation(NationalService service, String name) {
        return service.operations().stream()
                .filter(operation -> operation.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service.findings() + " " + service.off()));
    }

    private Identities identities() {
        Map<String, IdentitySettings.Entry> entries = new LinkedHashMap<>();
        for (String name : List.of("authorised", "unauthorised", "expired", "other-ca", "revoked", "missing")) {
            entries.put(
                    name,
                    new IdentitySettings.Entry(
                            simulator.clientFile(name), IdentitySettings.Type.PKCS12, "sandbox", null, null));
        }
        return new Identities(new IdentitySettings(entries));
    }

    Outcome query(String identity, String service, String... parameters) {
        return run(query, "nhif-query", order(identity, service, List.of(parameters), null));
    }

    Outcome submit(String identity, String service, String body) {
        return run(submission, "nhif-submit", order(identity, service, List.of(), body));
    }

    Outcome queryEntry(String entry, String identity) {
        return run(query, "nhif-query", tree("{\"entry\":\"%s\",\"identity\":\"%s\"}".formatted(entry, identity)));
    }

    Outcome submitEntry(String entry, String body) {
        return run(
                submission,
                "nhif-submit",
                tree("{\"entry\":\"%s\",\"identity\":\"authorised\",\"body\":%s}".formatted(entry, body)));
    }

    private static JsonNode order(String identity, String service, List<String> parameters, String body) {
        var order = JSON.createObjectNode()
                .put("module", "pspsmi")
                .put("version", "v1.2")
                .put("service", service)
                .put("identity", identity);
        parameters.forEach(order.putArray("parameters")::add);
        if (body != null) {
            order.set("body", tree(body));
        }
        return order;
    }

    private Outcome run(Operation operation, String route, JsonNode payload) {
        Operation.Checked checked = operation.check().check(payload, Operation.Attachments.NONE);
        if (checked.refused()) {
            return new Outcome.Refused(checked.findings());
        }
        ClaimedStep work = work(operation, checked.payload());
        Exchange pass = producer.request("direct:" + route, exchange -> {
            exchange.setProperty("HubWork", work);
            exchange.getMessage().setBody(work);
            exchange.getMessage().setHeader("CamelHttpUri", "http://elsewhere.invalid");
        });
        if (pass.getException() != null) {
            throw new AssertionError(pass.getException());
        }
        return pass.getMessage().getBody(Outcome.class);
    }

    static ClaimedStep work(Operation operation, JsonNode payload) {
        String step = operation.steps().get(0).name();
        return OrderBuilder.order(operation.name())
                .owner("test")
                .step(step)
                .acceptedAt(NOW)
                .claimed(
                        "nhif", NOW, NOW, payload.toString().getBytes(StandardCharsets.UTF_8), JSON.createObjectNode());
    }

    List<JsonNode> journal() throws IOException, InterruptedException {
        List<JsonNode> lines = new ArrayList<>();
        tree(control("GET", "journal", "")).path("items").forEach(lines::add);
        return lines;
    }

    String control(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.uri() + "sandbox/nhif/" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        camel.stop();
        sandbox.close();
        timer.shutdownNow();
    }
}
