package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.cms.CmsVerifier;
import org.hospitalhub.cms.SigningKey;
import org.hospitalhub.cms.SigningKeys;
import org.hospitalhub.cms.TimeStampAuthority;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.ehealth.EhealthSimulator;
import org.hospitalhub.service.BrowserLogIn;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.engine.CodeLogIns;
import org.hospitalhub.service.engine.DoorClients;
import org.hospitalhub.service.engine.ServiceExchange;
import org.hospitalhub.service.engine.ServiceFixture;
import org.hospitalhub.service.engine.Signatures;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.Identity;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.hospitalhub.wiring.services.LedgerTokens;

/** A hub around the shipped routes of eHealth, with a real ledger and the simulator; the clock is moved by hand. */
final class EhealthFixture implements InstantSource, AutoCloseable {

    static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
    private static final Duration PATIENT = Duration.ofSeconds(30);
    static final JsonMapper JSON = new JsonMapper();
    private static final Path KEYS = keys();

    private Instant now = START;
    private final Sandbox sandbox;
    private final HttpClient http = HttpClient.newHttpClient();
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final Path folder;
    private final Map<EhealthOperation, Operation> operations = new HashMap<>();
    private final SignerCheck signerCheck;
    final RegistryCache registryCache;
    final ContractCheck check;
    final Ledger ledger;
    BrowserLogIn logIn;
    final List<ClaimedStep> done = new ArrayList<>();
    final List<JsonNode> delivered = new ArrayList<>();
    Outcome telling = new Outcome.Done(JSON.createObjectNode());

    /** How the hub reaches the sandbox. */
    @FunctionalInterface
    interface Way {
        URI to(URI sandbox) throws IOException;
    }

    /** The sandbox's keys are made once for all tests: a dozen of them is slow to make. */
    private static Path keys() {
        try {
            Path made = Files.createTempDirectory("ehealth-keys");
            made.toFile().deleteOnExit();
            new EhealthSimulator(InstantSource.fixed(START), made, Duration.ZERO, null);
            return made.resolve("sandbox/ehealth");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    EhealthFixture(Path folder) throws Exception {
        this(folder, "");
    }

    /** Opens a hub that trusts only the authorities of a PEM file. */
    EhealthFixture(Path folder, String trust) throws Exception {
        this(folder, trust, sandbox -> sandbox);
    }

    /** Opens a hub that reaches the sandbox by another address. */
    EhealthFixture(Path folder, String trust, Way way) throws Exception {
        this(folder, trust, way, "");
    }

    /** Opens a hub that follows links to these hosts alone. */
    EhealthFixture(Path folder, String trust, Way way, String uploadHosts) throws Exception {
        this.folder = folder;
        Path own = Files.createDirectories(folder.resolve("sandbox/ehealth"));
        copy(KEYS, own);
        sandbox = new Sandbox(List.of(new EhealthSimulator(this, folder, Duration.ZERO, null))).start(0, 0);
        String base = way.to(sandbox.uri()).resolve("/ehealth").toString();
        EhealthSettings settings = settings(base, "", Duration.ofHours(1), trust);
        registryCache = new RegistryCache(settings, this);
        Identities identities = new Identities(identities());
        SignatureTrust signatureTrust = new SignatureTrust(settings);
        signerCheck = new SignerCheck(identities, signatureTrust, settings.tsa(), this);
        check = new ContractCheck(settings, new ConsentText(), registryCache, signerCheck, this);
        NationalService service = service(base, uploadHosts, settings, identities);
        for (EhealthOperation operation : EhealthOperation.values()) {
            operations.put(operation, operation(service, operation));
        }
        ledger = JdbcLedger.open(
                LedgerSettings.sqlite(
                        folder.resolve("ledger.db"),
                        "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8)),
                new Operations(operations.values()),
                Map.of("ehealth", service.budgets().get(0)),
                this);
        camel.getRegistry().bind("ehealthRegistry", new RegistryExchange(registryCache, check));
        camel.getRegistry().bind("ehealthUpload", new UploadExchange(settings, this));
        camel.getRegistry()
                .bind(
                        "ehealthSigning",
                        new SigningExchange(settings, signerCheck, signatureTrust, new CmsVerifier(this), this));
        start(service, settings, identities);
    }

    /** The service as its definition and the beans of this room make it. */
    private NationalService service(String base, String uploadHosts, EhealthSettings settings, Identities identities) {
        EhealthConfiguration room = new EhealthConfiguration();
        Map<String, String> set = set(base);
        set.put("hub.ehealth.upload-hosts", uploadHosts);
        return ServiceFixture.ofTheJar(
                "ehealth",
                new NationalServices.Surroundings(
                        set::get, identities.names(), room.ehealthBeans(settings, check, signerCheck), this));
    }

    private static Operation operation(NationalService service, EhealthOperation wanted) {
        return service.operations().stream()
                .filter(operation -> operation.name().equals(wanted.title()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(service.findings() + " " + service.off()));
    }

    /** What the hospital set. */
    static Map<String, String> set(String base) {
        Map<String, String> set = new HashMap<>();
        set.put("hub.ehealth.base-url", base);
        set.put("hub.ehealth.api-key", "sandbox-api-key");
        set.put("hub.ehealth.custom-psk", "5a".repeat(32));
        set.put("hub.ehealth.requests-per-minute", "10000");
        ENTITIES.forEach((name, entity) -> {
            String prefix = "hub.ehealth.legal-entities." + name + ".";
            set.put(prefix + "client-id", entity.clientId());
            set.put(prefix + "client-secret", entity.clientSecret());
            set.put(prefix + "refresh-token", entity.refreshToken());
        });
        return set;
    }

    /** A check that knows the registry from a snapshot file alone. */
    ContractCheck checkWith(Path snapshot) {
        EhealthSettings settings =
                settings(sandbox.uri().resolve("/ehealth").toString(), snapshot.toString(), Duration.ZERO, "");
        return new ContractCheck(settings, new ConsentText(), new RegistryCache(settings, this), signerCheck, this);
    }

    private static final Map<String, EhealthSettings.LegalEntity> ENTITIES = Map.of(
            "clinic", entity(1, "clinic", "38782323", "MSP"),
            "pharmacy", entity(2, "pharmacy", "39112233", "PHARMACY"),
            "primary-care", entity(3, "primary-care", "40223344", "PRIMARY_CARE"),
            "outpatient", entity(5, "outpatient", "42445566", "OUTPATIENT"));

    private static EhealthSettings settings(String base, String snapshot, Duration registryMaxAge, String trust) {
        return new EhealthSettings(
                base,
                10_000,
                ENTITIES,
                Duration.ofSeconds(600),
                1_000_000,
                snapshot,
                registryMaxAge,
                false,
                366,
                1096,
                trust,
                List.of(),
                new TimeStampSettings(base + "/tsa", "dstu", "", "", "", Duration.ofSeconds(10)));
    }

    private static EhealthSettings.LegalEntity entity(int n, String name, String edrpou, String type) {
        return new EhealthSettings.LegalEntity(
                id(0xe1, n), "sandbox-" + name + "-secret", "sandbox-" + name + "-refresh", edrpou, type, "", "");
    }

    private IdentitySettings identities() {
        Map<String, IdentitySettings.Entry> entries = new HashMap<>();
        for (String name : List.of(
                "clinic-owner",
                "clinic-owner-dstu",
                "pharmacy-owner",
                "primary-care-owner",
                "outpatient-owner",
                "nhs-stamp")) {
            Path file = folder.resolve("sandbox/ehealth/" + name + ".p12");
            entries.put(name, new IdentitySettings.Entry(file, IdentitySettings.Type.PKCS12, "sandbox", null, null));
        }
        Path owner = folder.resolve("sandbox/ehealth/clinic-owner.p12");
        entries.put("wrong-pin", new IdentitySettings.Entry(owner, IdentitySettings.Type.PKCS12, "wrong", null, null));
        return new IdentitySettings(entries);
    }

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private void start(NationalService service, EhealthSettings settings, Identities identities) throws Exception {
        SigningKeys keys = name -> {
            Identity identity = identities.named(name);
            return SigningKey.of(identity.key(), identity.chain());
        };
        TimeStampAuthority timeStamps = ContentTimeStamps.of(settings, identities);
        camel.getRegistry().bind("signingKeys", SigningKeys.class, keys);
        camel.getRegistry().bind("timeStamps", TimeStampAuthority.class, timeStamps);
        camel.getRegistry().bind("clock", InstantSource.class, this);
        camel.addRoutes(delivered());
        LedgerTokens tokens = new LedgerTokens(ledger.secrets());
        ServiceFixture.start(
                camel,
                ServiceFixture.engine(service, (operation, orderedAt, lastAsked, asked, now) -> now, this),
                ledger.claims()::leaves,
                new DoorClients(
                        new DoorClients.Limits(PATIENT, PATIENT, PATIENT, 20_000_000),
                        timer,
                        identities,
                        new Signatures(identities, timeStamps, this),
                        tokens,
                        this),
                true);
        logIn = new CodeLogIns(
                        camel.getRegistry().lookupByNameAndType("serviceExchange", ServiceExchange.class), tokens, this)
                .find("ehealth")
                .orElseThrow();
    }

    /** Stands in for the delivery of news. */
    private RouteBuilder delivered() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:delivery-progress").process(exchange -> {
                    delivered.add(exchange.getMessage().getBody(JsonNode.class));
                    exchange.getMessage().setBody(telling);
                });
            }
        };
    }

    @Override
    public Instant instant() {
        return now;
    }

    void advance(Duration time) {
        now = now.plus(time);
    }

    static String id(int kind, int n) {
        return "%08x-0000-4000-8000-%012x".formatted(kind, n);
    }

    /** A capitation order that is right in everything. */
    ObjectNode capitation() {
        ObjectNode payload = payload("clinic", 1);
        ObjectNode contract = (ObjectNode) payload.path("contract");
        contract.putArray("contractor_divisions").add(id(0xd1, 1));
        contract.put("start_date", "2026-07-01").put("end_date", "2026-12-31");
        return payload;
    }

    /** A reimbursement order that is right in everything. */
    ObjectNode reimbursement() {
        ObjectNode payload = payload("pharmacy", 2);
        ObjectNode contract = (ObjectNode) payload.path("contract");
        contract.putArray("medical_programs").add(id(0xf3, 1));
        contract.put("start_date", "2026-07-01").put("end_date", "2027-06-30");
        return payload;
    }

    private static ObjectNode payload(String who, int owner) {
        ObjectNode payload = JSON.createObjectNode();
        ObjectNode contract = payload.putObject("contract");
        contract.put("contractor_owner_id", id(0xc1, owner));
        contract.put("contractor_base", "на підставі статуту");
        contract.putObject("contractor_payment_details")
                .put("bank_name", "Банк Зразковий")
                .put("payer_account", "UA" + "1".repeat(27));
        contract.put("id_form", "PMD_1");
        ObjectNode documents = payload.putObject("documents");
        for (String document : List.of("statute", "additional_document")) {
            byte[] bytes = ("%PDF-1.4 " + document).getBytes(StandardCharsets.UTF_8);
            documents.putObject(document).put("base64", Base64.getEncoder().encodeToString(bytes));
        }
        return payload.put("signer", who + "-owner").put("legal_entity", who);
    }

    Operation.Checked check(EhealthOperation operation, JsonNode payload) {
        return Objects.requireNonNull(operations.get(operation)).check().check(payload, Operation.Attachments.NONE);
    }

    /** Checks an order when it is given, and as its check step does with the tables at hand. */
    List<Finding> checkedTwice(EhealthOperation operation, ObjectNode payload) {
        Operation.Checked given = check(operation, payload);
        ContractType type =
                operation == EhealthOperation.CAPITATION ? ContractType.CAPITATION : ContractType.REIMBURSEMENT;
        ObjectNode stored = given.payload() instanceof ObjectNode normal ? normal : payload;
        return Stream.concat(
                        given.findings().stream(), check.recheck(new EhealthOrder(operation, type, stored)).stream())
                .distinct()
                .toList();
    }

    /** Accepts an order as the intake does. */
    Order accept(EhealthOperation operation, JsonNode payload) {
        return accept(operation, payload, new Address.Ask());
    }

    /** Accepts an order whose answer goes to the given address. */
    Order accept(EhealthOperation operation, JsonNode payload, Address address) {
        Operation.Checked checked = check(operation, payload);
        return ledger.acceptance()
                .accept(new NewOrder(
                        operation.title(),
                        null,
                        Priority.NORMAL,
                        "ivan",
                        EhealthOrder.bytes(checked.payload()),
                        checked.findings(),
                        checked.reuseKey(),
                        address,
                        null))
                .order();
    }

    /** Accepts an order although the hub may find it wrong. */
    Order acceptAnyway(EhealthOperation operation, JsonNode payload) {
        return ledger.acceptance()
                .accept(new NewOrder(
                        operation.title(),
                        null,
                        Priority.NORMAL,
                        "ivan",
                        EhealthOrder.bytes(payload),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order();
    }

    /** Does everything that is due now. */
    void work() {
        for (int i = 0; i < 60 && step(); i++) {
            // goes on
        }
    }

    private Outcome pass(ClaimedStep work) {
        Exchange pass = camel.createProducerTemplate().request("direct:ehealth-" + work.step(), exchange -> {
            exchange.setProperty("HubWork", work);
            exchange.getMessage().setHeader("HubRoute", "ehealth-" + work.step());
            exchange.getMessage().setBody(work);
        });
        if (pass.getMessage().getBody() instanceof Outcome outcome) {
            return outcome;
        }
        throw new AssertionError("step " + work.step() + " left no outcome", pass.getException());
    }

    /** Does one step and dies before its outcome is written; the hub is then started again. */
    void stepAndDie() {
        if (ledger.claims().claim("ehealth", "node", now) instanceof Claims.Claim.Claimed claimed) {
            pass(claimed.work());
            ledger.claims().recover(ledger.runs().id(), now);
        }
    }

    /** Does one step; false when nothing is due. */
    boolean step() {
        if (!(ledger.claims().claim("ehealth", "node", now) instanceof Claims.Claim.Claimed claimed)) {
            return false;
        }
        ClaimedStep work = claimed.work();
        Outcome outcome = pass(work);
        done.add(work);
        ledger.claims().record(work, outcome, now);
        return true;
    }

    /** Records that the check step found nothing, whatever the order holds. */
    void pastTheCheck(Order order) {
        if (ledger.claims().claim("ehealth", "node", now) instanceof Claims.Claim.Claimed claimed
                && claimed.work().order().id().equals(order.id())) {
            ledger.claims().record(claimed.work(), Outcome.Next.now("initialize", null), now);
        } else {
            throw new AssertionError("another order was due");
        }
    }

    List<String> steps() {
        return done.stream().map(ClaimedStep::step).toList();
    }

    Order find(Order order) {
        return ledger.orders().find(order.id()).orElseThrow();
    }

    String requestId() {
        return done.stream()
                .map(work -> work.memory().path("id").asText(""))
                .filter(id -> !id.isEmpty())
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    JsonNode control(String method, String path, String body) {
        try {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create(sandbox.uri() + "").resolve("/sandbox/ehealth/" + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 300) {
                throw new AssertionError(
                        path + ": " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return answer.body().length == 0 ? JSON.createObjectNode() : JSON.readTree(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void mischief(String name, int count) {
        control("POST", "mischief", "{\"name\":\"%s\",\"count\":%d}".formatted(name, count));
    }

    /** What the NHS does with the request. */
    void nhs(String action) {
        control("POST", "contract_requests/" + requestId() + "/" + action, "{}");
    }

    List<JsonNode> requests() {
        List<JsonNode> requests = new ArrayList<>();
        control("GET", "registry", "").path("contract_requests").forEach(requests::add);
        return requests;
    }

    @Override
    public void close() {
        camel.stop();
        timer.shutdownNow();
        ledger.close();
        sandbox.close();
    }
}
