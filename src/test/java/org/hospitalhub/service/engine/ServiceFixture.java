package org.hospitalhub.service.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.hospitalhub.calls.BaseUrl;
import org.hospitalhub.calls.DoorClient;
import org.hospitalhub.calls.GuardedHttpClient;
import org.hospitalhub.calls.tokens.Authentication;
import org.hospitalhub.dispatch.DispatchExchange;
import org.hospitalhub.dispatch.FailureClassifier;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.KeptAnswers;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.PollPlan;
import org.hospitalhub.service.NationalService;
import org.hospitalhub.service.NationalServices;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.service.definition.ServiceFolders;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;

/** A service of a folder with given settings, and its routes as they are shipped, for tests. */
public final class ServiceFixture {

    private static final Duration LONG = Duration.ofSeconds(30);

    private ServiceFixture() {}

    /** Makes a service that the jar carries. */
    public static NationalService ofTheJar(String name, Map<String, String> settings, InstantSource clock) {
        return ofTheJar(name, new NationalServices.Surroundings(settings::get, Set.of(), Map.of(), clock));
    }

    /** Makes a service that the jar carries, with what it needs of the hub. */
    public static NationalService ofTheJar(String name, NationalServices.Surroundings hub) {
        try {
            ServiceFolder folder = ServiceFolders.inTheJar().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            return NationalServices.of(folder, hub);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** Makes a service of a folder. */
    public static NationalService of(ServiceFolder folder, Map<String, String> settings, InstantSource clock) {
        return NationalServices.of(folder, new NationalServices.Surroundings(settings::get, Set.of(), Map.of(), clock));
    }

    /** Makes the engine of a service. */
    public static ServiceEngine engine(NationalService service, PollPlan plan, InstantSource clock) {
        ServiceProgram program = service.program();
        if (program == null) {
            throw new IllegalStateException(service.findings().toString());
        }
        return new ServiceEngine(program, plan, clock);
    }

    /** Starts the routes of a service. */
    public static void start(
            DefaultCamelContext camel,
            ServiceEngine engine,
            Consumer<ClaimedStep> leaving,
            ScheduledExecutorService timer,
            Duration patience)
            throws Exception {
        start(camel, engine, leaving, clients(timer, patience), true);
    }

    static DoorClients clients(ScheduledExecutorService timer, Duration patience) {
        return clients(timer, patience, InstantSource.system());
    }

    static DoorClients clients(ScheduledExecutorService timer, Duration patience, InstantSource clock) {
        return clients(timer, patience, new Identities(new IdentitySettings(Map.of())), clock);
    }

    static DoorClients clients(
            ScheduledExecutorService timer, Duration patience, Identities identities, InstantSource clock) {
        return new DoorClients(
                new DoorClients.Limits(LONG, patience, patience, 20_000_000),
                timer,
                identities,
                new Signatures(identities, null, InstantSource.system()),
                DoorClients.nowhere(),
                clock);
    }

    /**
     * Starts the routes of a service whose doors are called by these clients.
     *
     * @param signs whether routes sign where their definition says so
     */
    public static void start(
            DefaultCamelContext camel,
            ServiceEngine engine,
            Consumer<ClaimedStep> leaving,
            DoorClients clients,
            boolean signs)
            throws Exception {
        start(camel, engine, leaving, clients, signs, new ConditionalGets(inMemory(), InstantSource.system()));
    }

    private static KeptAnswers inMemory() {
        Map<String, byte[]> kept = new ConcurrentHashMap<>();
        return new KeptAnswers() {
            @Override
            public Optional<byte[]> find(String name) {
                return Optional.ofNullable(kept.get(name));
            }

            @Override
            public void keep(String name, byte[] answer, Instant now) {
                kept.put(name, answer);
            }
        };
    }

    /** Starts the routes of a service that keeps answers. */
    static void start(
            DefaultCamelContext camel,
            ServiceEngine engine,
            Consumer<ClaimedStep> leaving,
            DoorClients clients,
            boolean signs,
            ConditionalGets gets)
            throws Exception {
        // Nobody looks at these routes over JMX, and to register each step takes longer than most of the tests.
        camel.disableJMX();
        DoorConfigurerRepository configurers = new DoorConfigurerRepository();
        camel.getRegistry(DefaultRegistry.class).addBeanRepository(configurers);
        ServiceExchange exchange = new ServiceExchange(List.of(engine), clients, configurers, leaving, gets);
        camel.getRegistry().bind("serviceExchange", exchange);
        camel.getRegistry()
                .bind(
                        "dispatchExchange",
                        new DispatchExchange(
                                camel.createProducerTemplate(), new FailureClassifier(), exchange::failed));
        for (String file : List.of(
                "failure/failure-step",
                "failure/failure-none",
                "service/service-step",
                "service/service-call",
                "service/service-tell")) {
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "file:routes/" + file + ".camel.yaml"));
        }
        String service = engine.program().definition().name();
        // The throttle counts with true time, the ledger of these tests with a clock that is moved by hand.
        route(camel, "service-call", service + "-call", Map.of("service", service, "what", "x", "window", "100"));
        if (engine.program().sendsUpdates()) {
            route(camel, "service-tell", service + "-tell", Map.of("service", service, "what", "x"));
        }
        for (String step : engine.program().stepNames()) {
            String own = engine.program().definition().folder().text("routes/" + service + "-" + step + ".camel.yaml");
            if (own != null) {
                PluginHelper.getRoutesLoader(camel)
                        .loadRoutes(ResourceHelper.fromString(service + "-" + step + ".yaml", own));
                continue;
            }
            route(
                    camel,
                    "service-step",
                    service + "-" + step,
                    Map.of(
                            "service",
                            service,
                            "step",
                            step,
                            "what",
                            "x",
                            "unsigned",
                            String.valueOf(!signs || !engine.program().signs(step))));
        }
        camel.start();
    }

    /** What a failure means after a door without a certificate was called. */
    public static Outcome failed(ServiceEngine engine, ClaimedStep work, Throwable failure) {
        BaseUrl base = BaseUrl.of("https://localhost:1");
        return engine.failed(
                        work,
                        new DoorClients.ReadyDoor(
                                base,
                                new DoorClient(
                                        new DoorClient.Settings(
                                                new GuardedHttpClient.Limits(LONG, LONG, LONG, 10, true, true),
                                                null,
                                                null,
                                                1),
                                        Executors.newSingleThreadScheduledExecutor()),
                                Authentication.none(),
                                "",
                                () -> false),
                        failure)
                .orElseThrow();
    }

    /** Opens a ledger in a folder that knows this service alone. */
    public static Ledger ledger(Path folder, NationalService service, InstantSource clock) {
        return JdbcLedger.open(
                LedgerSettings.sqlite(
                        folder.resolve("ledger.db"),
                        "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8)),
                new Operations(service.operations()),
                service.budgets().stream().collect(Collectors.toMap(Budget::name, one -> one)),
                clock);
    }

    private static void route(CamelContext camel, String template, String id, Map<String, Object> parameters) {
        TemplatedRouteBuilder route =
                TemplatedRouteBuilder.builder(camel, template).routeId(id).prefixId(id);
        parameters.forEach(route::parameter);
        route.add();
    }
}
