package org.hospitalhub.sandbox.nhif;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.Routes;
import org.hospitalhub.sandbox.Simulator;
import org.jspecify.annotations.Nullable;

/**
 * Simulates the REST services of NHIF on the TLS port: {@code /api/{module}/{version}/{service}/{parameters}}, for registered
 * client certificates only (NHIF description §2, §3; docs/sandbox-nhif.md).
 */
public final class NhifSimulator implements Simulator {

    /** Numbers of the registered organisations. */
    private static final Set<String> REGISTERED = Set.of("123100153");

    private static final String ETAG = "\"nomenclature-1\"";
    private static final String LAST_MODIFIED = "Sun, 01 Nov 2026 00:00:00 GMT";

    private final TestPki pki;
    private final ClientGate gate;
    private final NhifControlApi control;
    private final NhifJournal journal = new NhifJournal();
    private final DocumentRegister register;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * Creates the simulator; opens or creates its certificates under {@code <data>/sandbox/nhif/}.
     *
     * @param data the data directory
     */
    public NhifSimulator(Path data, InstantSource clock) {
        this.clock = clock;
        this.pki = TestPki.in(data.resolve("sandbox").resolve("nhif"), clock);
        this.gate = new ClientGate(pki, clock);
        this.register = new DocumentRegister(clock);
        this.control = new NhifControlApi(gate, journal);
    }

    /** Returns the root of the server's and the clients' certificates, PEM. */
    public Path caFile() {
        return pki.caFile();
    }

    /** Returns a client's key and certificate, PKCS#12: {@code authorised}, {@code unauthorised}, {@code expired}, … */
    public Path clientFile(String name) {
        return pki.file(name);
    }

    @Override
    public String name() {
        return "nhif";
    }

    @Override
    public void register(Routes routes) {
        routes.tls(gate.configurator());
        routes.onTls("GET", "/", this::answer);
        routes.onTls("POST", "/", this::answer);
        control.register(routes);
    }

    @Override
    public String summary() {
        return NhifControlApi.SUMMARY + "\n  certificates in " + pki.caFile().getParent() + " (password "
                + TestPki.PASSWORD + ")";
    }

    private Reply answer(Call call) {
        X509Certificate certificate = ClientGate.certificate(call.sslSession());
        Reply reply = checked(call, certificate);
        journal.add(new NhifJournal.Line(
                clock.instant(),
                call.method(),
                call.path(),
                call.remote().getPort(),
                reply.status(),
                call.sslSession() == null ? "none" : call.sslSession().getProtocol(),
                certificate == null ? "none" : Caller.of(certificate).masked()));
        return reply;
    }

    private Reply checked(Call call, @Nullable X509Certificate certificate) {
        if (certificate == null) {
            return forbidden("Достъпът изисква удостоверение за КЕП.");
        }
        String refusal = gate.refusal(certificate);
        if (refusal != null) {
            return forbidden(refusal);
        }
        Caller caller = Caller.of(certificate);
        if (caller.eik() == null || !REGISTERED.contains(caller.eik())) {
            return forbidden("Титулярят на удостоверението не е регистриран ползвател.");
        }
        List<String> segments = Arrays.asList(call.path().split("/", -1));
        if (segments.size() < 5
                || !segments.get(1).equals("api")
                || segments.stream().skip(1).anyMatch(String::isEmpty)) {
            return Reply.of(404, "text/html; charset=utf-8", "<html><body><h1>404 Not Found</h1></body></html>");
        }
        Optional<NhifMischief> mischief = control.strike().or(() -> NhifMischief.of(segments.get(4)));
        if (mischief.filter(NhifMischief::instead).isPresent()) {
            return mischief.get().apply(Reply.empty(200));
        }
        Reply honest = call.method().equals("POST") ? submission(call, caller) : query(call, segments);
        return mischief.map(one -> one.apply(honest)).orElse(honest);
    }

    private Reply query(Call call, List<String> segments) {
        if (call.header("If-None-Match").filter(ETAG::equals).isPresent()) {
            return Reply.empty(304).with("ETag", ETAG);
        }
        ObjectNode body = json.createObjectNode().put("service", segments.get(4));
        segments.stream().skip(5).map(NhifSimulator::decode).forEach(body.putArray("parameters")::add);
        var items = body.putArray("items");
        items.addObject().put("code", "06.03.01").put("name", "Бастун");
        items.addObject().put("code", "06.12.02").put("name", "Инвалидна количка");
        return Reply.json(200, body.toString()).with("ETag", ETAG).with("Last-Modified", LAST_MODIFIED);
    }

    private Reply submission(Call call, Caller caller) {
        if (call.body().length == 0) {
            return Reply.json(400, "{\"message\":\"Липсва документ\"}");
        }
        DocumentRegister.Entry entry = register.take(String.valueOf(caller.eik()), call.path(), call.body());
        ObjectNode body = json.createObjectNode();
        if (entry.known()) {
            body.put("message", "Документът вече е подаден под номер " + entry.number());
        }
        body.put("registrationNumber", entry.number()).put("receivedAt", entry.receivedAt());
        return Reply.json(entry.known() ? 409 : 201, body.toString());
    }

    private Reply forbidden(String why) {
        return Reply.json(403, json.createObjectNode().put("message", why).toString());
    }

    /** Returns a decoded segment of a path, in which a plus sign is not a space. */
    private static String decode(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
