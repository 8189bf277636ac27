package org.hospitalhub.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hospitalhub.FreePort;
import org.hospitalhub.sandbox.Sandbox;
import org.hospitalhub.sandbox.n3.N3SandboxSettings;
import org.hospitalhub.sandbox.n3.N3Simulator;
import org.hospitalhub.sandbox.stub.StubSimulator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/**
 * The real application with its real broker, its real ledger and the real sandbox, started once for all tests of this JVM.
 * Limits and pauses are short; everything else is as a hospital runs it.
 */
public final class RunningHub {

    static final String TOKEN = "6f1d2c3b-0000-4000-8000-00000000abcd";
    public static final String JMS_PASSWORD = "jms-password";
    private static final Set<String> OPEN = Set.of("accepted", "working", "waiting");
    private static @Nullable RunningHub shared;

    /** What a receiver of answers, or a trap, was sent. */
    record Received(String path, Map<String, List<String>> headers, String body) {}

    final ObjectMapper json = JsonMapper.builder().build();
    final Path home;
    final Sandbox sandbox;
    public final int jmsPort = FreePort.next();
    final List<Received> answers = new CopyOnWriteArrayList<>();
    final List<Received> trapped = new CopyOnWriteArrayList<>();
    private final AtomicInteger answerFailures = new AtomicInteger();
    private final HttpServer receiver;
    private final HttpServer trap;
    private final ServletWebServerApplicationContext application;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger persons = new AtomicInteger();
    private final Set<String> personal = ConcurrentHashMap.newKeySet();

    public static synchronized RunningHub shared() {
        try {
            if (shared == null) {
                shared = new RunningHub();
            }
            return shared;
        } catch (IOException cannot) {
            throw new UncheckedIOException(cannot);
        }
    }

    private RunningHub() throws IOException {
        home = Files.createTempDirectory("hub-test");
        personal.addAll(List.of(TOKEN, JMS_PASSWORD));
        sandbox = new Sandbox(List.of(
                        new N3Simulator(
                                Clock.systemUTC(), N3SandboxSettings.completingAfter(Duration.ofMillis(300)), TOKEN),
                        new StubSimulator(Clock.systemUTC(), home.resolve("services"), name -> null)))
                .start(0, 0);
        control("POST", "settings", """
                {"limit":6000,"pause":"200ms","slow":"700ms","hang":"10m","drip":"200ms","hugeBytes":1500000}""");
        receiver = server(answers, answerFailures);
        trap = server(trapped, new AtomicInteger());
        application = (ServletWebServerApplicationContext)
                new SpringApplication(HospitalHub.class).run(settings().toArray(String[]::new));
        Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close));
    }

    private List<String> settings() {
        List<String> users = new ArrayList<>();
        List<String> roles = List.of("integrator", "operator", "auditor", "admin");
        for (int i = 0; i < roles.size(); i++) {
            users.add("--hub.users[" + i + "].name=" + roles.get(i));
            users.add("--hub.users[" + i + "].password=" + roles.get(i));
            users.add("--hub.users[" + i + "].roles=" + roles.get(i).toUpperCase(java.util.Locale.ROOT));
        }
        List<String> all = new ArrayList<>(List.of(
                "--server.port=0",
                "--logging.file.name=" + log(),
                "--hub.node=test",
                "--hub.data-dir=" + home.resolve("data"),
                "--hub.ledger.key=" + Base64.getEncoder().encodeToString(new byte[32]),
                "--hub.jms.port=" + jmsPort,
                "--hub.jms.user=his",
                "--hub.jms.password=" + JMS_PASSWORD,
                "--hub.jms.max-deliveries=3",
                "--hub.jms.users[0].name=lab",
                "--hub.jms.users[0].password=" + JMS_PASSWORD,
                "--hub.n3.base-url=" + sandbox.uri().resolve("n3/"),
                "--hub.n3.token=" + TOKEN,
                "--hub.n3.requests-per-minute=6000",
                "--hub.n3.poll-pause=220ms",
                "--hub.n3.unsure-pause=200ms",
                "--hub.n3.reuse-answers=0s",
                "--hub.calls.connect=20s",
                "--hub.calls.response=4s",
                "--hub.calls.total=6s",
                "--hub.calls.answer-bytes=1000000",
                "--hub.intake.scan=200ms",
                "--hub.intake.settle=300ms",
                "--hub.intake.retry=500ms",
                "--hub.delivery.callbacks[0]=" + url(receiver, "/answers/")));
        all.addAll(users);
        return all;
    }

    /** A server that writes down what it is sent; it answers 503 a given number of times. */
    private static HttpServer server(List<Received> into, AtomicInteger failures) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "receiver");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", exchange -> {
            into.add(new Received(
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            exchange.sendResponseHeaders(fails ? 503 : 204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String url(HttpServer server, String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    String callbackUrl(String path) {
        return url(receiver, "/answers/" + path);
    }

    String trapUrl() {
        return url(trap, "/trap");
    }

    void letTheReceiverFail(int times) {
        answerFailures.set(times);
    }

    Path log() {
        return home.resolve("hub.log");
    }

    Path data() {
        return home.resolve("data");
    }

    Path drop() {
        return home.resolve("data/drop");
    }

    public <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + application.getWebServer().getPort() + path);
    }

    /** A payload for {@code n3.snils}; no two calls give the same person. */
    public ObjectNode patient(String family, String first) {
        int number = persons.incrementAndGet();
        personal.add(family);
        ObjectNode payload = json.createObjectNode();
        payload.putObject("patient")
                .put("familyName", family)
                .put("firstName", first)
                .put("birthDate", "19%02d-%02d-%02d".formatted(40 + number % 50, 1 + number % 12, 1 + number % 28))
                .put("gender", "1");
        payload.putObject("patientPersDocs")
                .put("type", "1")
                .put("series", "4500")
                .put("number", "%06d".formatted(100_000 + number))
                .put("issueDate", "2010-01-01")
                .put("issuer", "ОВД");
        return payload;
    }

    public HttpRequest.Builder request(String user, String path) {
        String login = user + ":" + user;
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofMinutes(3))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException lost) {
            throw new UncheckedIOException(lost);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    HttpResponse<String> get(String user, String path) {
        return send(request(user, path));
    }

    public HttpResponse<String> post(String user, String path, String body) {
        return send(request(user, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public JsonNode read(HttpResponse<String> answer) {
        return read(answer.body());
    }

    public JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }

    /** Submits an order over HTTP and returns its id. */
    String order(JsonNode payload) {
        HttpResponse<String> accepted = post("integrator", "/api/orders/n3.snils", payload.toString());
        if (accepted.statusCode() != 202) {
            throw new AssertionError("not accepted: " + accepted.statusCode() + " " + accepted.body());
        }
        return read(accepted).path("id").asText();
    }

    JsonNode look(String order) {
        return read(get("operator", "/api/orders/" + order));
    }

    JsonNode attempts(String order) {
        return read(get("operator", "/api/orders/" + order + "/attempts"));
    }

    /** Holds until the order has ended; on a slow machine that takes more than one call. */
    JsonNode ended(String order) {
        JsonNode ended = read(get("integrator", "/api/orders/" + order + "?wait=100s"));
        for (int calls = 1; calls < 4 && OPEN.contains(ended.path("state").asText()); calls++) {
            ended = read(get("integrator", "/api/orders/" + order + "?wait=100s"));
        }
        if (ended.path("result").has("snils")) {
            personal.add(ended.path("result").path("snils").asText());
        }
        return ended;
    }

    /** Everything personal and secret that was planted, looked for in every byte of the logs and of the ledger. */
    public List<String> personalOnDisk() throws IOException {
        List<Path> files = new ArrayList<>(List.of(log()));
        try (Stream<Path> data = Files.list(data())) {
            data.filter(file -> file.getFileName().toString().startsWith("ledger.db"))
                    .forEach(files::add);
        }
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
            for (String planted : personal) {
                if (bytes.contains(new String(planted.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))) {
                    found.add(planted + " in " + file.getFileName());
                }
            }
        }
        return found;
    }

    /** Calls the sandbox's control API for N3. */
    String control(String method, String path, @Nullable String body) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(sandbox.uri().resolve("sandbox/n3/" + path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() > 299) {
            throw new AssertionError(answer.body());
        }
        return answer.body();
    }

    JsonNode journal() {
        return read(control("GET", "log", null));
    }

    /** Drops a file as the README says: under a hidden name, then renamed. */
    void drop(String operation, String name, byte[] content) throws IOException {
        Path folder = Files.createDirectories(drop().resolve("in").resolve(operation));
        Path hidden = Files.write(folder.resolve("." + name), content);
        Files.move(hidden, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Ends a stop that a limit answer caused, so that no test waits for real minutes. */
    void endTheStop() {
        ledger("update budgets set stopped_until = null, why = null, strikes = 0, share = 6000");
    }

    /** Makes a stop an hour longer, so that it does not end while a slow machine looks at it. */
    void prolongTheStop() {
        ledger("update budgets set stopped_until = stopped_until + 3600000 where stopped_until is not null");
    }

    private void ledger(String sql) {
        try (Connection ledger = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("ledger.db"));
                Statement statement = ledger.createStatement()) {
            statement.execute("pragma busy_timeout = 60000");
            statement.execute(sql);
        } catch (SQLException cannot) {
            throw new IllegalStateException(cannot);
        }
    }
}
