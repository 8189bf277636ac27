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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.nhif.NhifSimulator;
import org.hospitalhub.support.OrderBuilder;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.springframework.util.unit.DataSize;

/** The room's routes as they are shipped, with real TLS to the sandbox on free ports. */
final class NhifStand implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    /** For an answer that should come, however slow this machine is. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    final NhifSimulator simulator;
    final Sandbox sandbox;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final ProducerTemplate giver;
    private final Operation query;
    final Operation submission;
    /** Submissions whose first byte was about to leave. */
    final List<ClaimedStep> left = new java.util.concurrent.CopyOnWriteArrayList<>();

    NhifStand(Path data) throws Exception {
        this(data, List.of(), null, Map.of());
    }

    NhifStand(Path data, List<String> protocols, String baseUrl, Map<String, CatalogueEntry> catalogue)
            throws Exception {
        this(data, protocols, baseUrl, catalogue, "");
    }

    NhifStand(Path data, List<String> protocols, String baseUrl, Map<String, CatalogueEntry> catalogue, String proxy)
            throws Exception {
        this(data, protocols, baseUrl, catalogue, proxy, PATIENT);
    }

    NhifStand(
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
        NhifSettings settings = settings(base, simulator.caFile(), protocols, catalogue, proxy, timeOut);
        Identities identities = identities();
        NhifServiceConfiguration room = new NhifServiceConfiguration();
        query = room.nhifQuery(settings, identities, InstantSource.system());
        submission = room.nhifSubmission(settings, identities, InstantSource.system());
        camel.getRegistry()
                .bind(
                        "nhifExchange",
                        new NhifExchange(
                                settings, new NhifTls(settings, identities), timer, left::add, InstantSource.system()));
        for (String route : List.of(
                "failure/failure-none",
                "failure/failure-nhif",
                "nhif/nhif-call",
                "nhif/nhif-query",
                "nhif/nhif-submit")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "file:routes/" + route + ".camel.yaml"));
        }
        camel.start();
        giver = camel.createProducerTemplate();
    }

    static NhifSettings settings(
            String base, Path trust, List<String> protocols, Map<String, CatalogueEntry> catalogue) {
        return settings(base, trust, protocols, catalogue, "", PATIENT);
    }

    private static NhifSettings settings(
            String base,
            Path trust,
            List<String> protocols,
            Map<String, CatalogueEntry> catalogue,
            String proxy,
            Duration timeOut) {
        return new NhifSettings(
                base,
                "",
                trust,
                proxy,
                new NhifSettings.Tls(protocols, List.of()),
                0,
                Duration.ofMinutes(1),
                timeOut,
                Duration.ofHours(4),
                DataSize.ofMegabytes(1),
                DataSize.ofMegabytes(2),
                20,
                catalogue);
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
        Exchange pass = giver.request("direct:" + route, exchange -> {
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
