package org.hospitalhub.operations;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import jakarta.servlet.http.Cookie;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.wiring.HospitalHub;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.micrometer.metrics.test.autoconfigure.AutoConfigureMetrics;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** The whole hub, started once for all tests of this room, against a service that refuses its token. */
@SpringBootTest(
        classes = HospitalHub.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "hub.users[0].name=integrator",
            "hub.users[0].password=integrator",
            "hub.users[0].roles=INTEGRATOR",
            "hub.users[1].name=operator",
            "hub.users[1].password=operator",
            "hub.users[1].roles=OPERATOR",
            "hub.users[2].name=auditor",
            "hub.users[2].password=auditor",
            "hub.users[2].roles=AUDITOR",
            "hub.users[3].name=admin",
            "hub.users[3].password=admin",
            "hub.users[3].roles=ADMIN",
            "hub.users[4].name=metrics",
            "hub.users[4].password=metrics",
            "hub.users[4].roles=METRICS",
            "hub.n3.token=00000000-0000-4000-8000-000000000000",
            "hub.oidc.issuer=${test.oidc}",
            "hub.oidc.client-id=" + OidcProvider.CLIENT,
            "hub.oidc.client-secret=" + OidcProvider.SECRET,
            "hub.oidc.roles-claim=hub.roles",
            "hub.oidc.label=Test ID",
            "hub.nhif.base-url=https://127.0.0.1:9",
            "hub.nhif.identity=seal",
            "hub.identities.seal.keystore=${hub.data-dir}/seal.p12",
            "hub.identities.seal.type=PKCS12",
            "hub.identities.seal.password=" + TestIdentityFile.PASSWORD,
            "hub.ledger.key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "hub.node=test",
            "hub.routes.reload=true",
            // A test of Spring Boot has no beans in JMX; unique, since other hubs of this JVM have theirs.
            "spring.jmx.enabled=true",
            "spring.jmx.unique-names=true"
        })
@AutoConfigureMockMvc
@AutoConfigureMetrics
public abstract class SharedHub {

    /** A name that must not be seen by who may not. */
    public static final String PLANTED = "Planted-Zhukovskaya";

    /** Refuses the token; a test that needs answers puts another one in its place and this one back. */
    static final HttpHandler REFUSING = call -> {
        call.sendResponseHeaders(401, -1);
        call.close();
    };

    static final AtomicReference<HttpHandler> SERVICE = new AtomicReference<>(REFUSING);
    /** The hospital's log-in service. */
    static final OidcProvider OIDC = provider();

    // The checks of the start read these before a test's dynamic properties are there.
    static {
        System.setProperty("hub.data-dir", folder().toString());
        System.setProperty("test.oidc", OIDC.issuer());
        System.setProperty(
                "hub.n3.base-url", "http://127.0.0.1:" + service().getAddress().getPort());
    }

    @Autowired
    protected MockMvc mvc;

    @Autowired
    protected Orders orders;

    @Autowired
    protected Services services;

    @Autowired
    protected Audit audit;

    @Autowired
    protected Acceptance acceptance;

    @Autowired
    protected Clock clock;

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("hub-operations");
            TestIdentityFile.write(
                    folder.resolve("seal.p12"), Duration.ofDays(20).plusHours(1));
            return folder;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static OidcProvider provider() {
        try {
            return new OidcProvider();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer service() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", call -> SERVICE.get().handle(call));
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Adds a valid CSRF token. Spring's own post-processor puts another repository into the filter of the shared application for good,
     * after which no page sets the real cookie.
     */
    protected static RequestPostProcessor csrf() {
        return request -> {
            String token = "00000000-0000-4000-8000-00000000c5cf";
            Cookie[] others = request.getCookies() == null ? new Cookie[0] : request.getCookies();
            Cookie[] all = Arrays.copyOf(others, others.length + 1);
            all[others.length] = new Cookie("XSRF-TOKEN", token);
            request.setCookies(all);
            request.addHeader("X-XSRF-TOKEN", token);
            return request;
        };
    }

    protected Order accept(String owner) {
        String payload = "{\"patient\":{\"familyName\":\"%s\",\"birthDate\":\"1980-02-03\"}}".formatted(PLANTED);
        return acceptance
                .accept(new NewOrder(
                        "n3.snils",
                        null,
                        Priority.NORMAL,
                        owner,
                        payload.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order();
    }

    /** An order that the service's 401 parked. */
    protected Order parked(String owner) {
        String id = accept(owner).id();
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> {
            // After some refusals in a row the service is held; each resume lets one order try.
            services.resume("n3");
            return orders.find(id).orElseThrow().state() == State.PARKED;
        });
        return orders.find(id).orElseThrow();
    }
}
