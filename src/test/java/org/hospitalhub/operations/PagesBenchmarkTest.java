package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.wiring.HospitalHub;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * How long each screen takes over HTTP with a few orders and with a million. Prints a table; the numbers of the last run
 * stand in docs/measured.md.
 */
@Tag("slow")
class PagesBenchmarkTest {

    private static final int TIMES = Integer.getInteger("hub.test.times", 21);
    private static final int ORDERS = Integer.getInteger("hub.test.orders", 1_000_000);
    private static final String PAYLOAD = """
            {"patient":{"familyName":"Измерительный","birthDate":"1980-02-03"},
             "patientPersDocs":{"series":"4890","number":"627790"}}""";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void sqliteShowsAMillionOrdersNearlyAsFastAsAFew() throws Exception {
        measure("jdbc:sqlite:" + folder.resolve("ledger.db"), "", "");
    }

    @Test
    void postgresqlShowsAMillionOrdersNearlyAsFastAsAFew() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            measure(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres");
        }
    }

    private void measure(String url, String user, String password) throws Exception {
        try (ConfigurableApplicationContext hub = new SpringApplicationBuilder(HospitalHub.class)
                .run(
                        "--server.port=0",
                        "--hub.data-dir=" + folder,
                        "--hub.ledger.url=" + url,
                        "--hub.ledger.user=" + user,
                        "--hub.ledger.password=" + password,
                        "--hub.ledger.key=" + Base64.getEncoder().encodeToString(new byte[32]),
                        "--hub.ledger.keep-papers=99999d",
                        "--hub.ledger.keep=99999d",
                        "--hub.n3.base-url=http://127.0.0.1:9",
                        "--hub.n3.token=00000000-0000-4000-8000-000000000000",
                        "--hub.users[0].name=admin",
                        "--hub.users[0].password=admin",
                        "--hub.users[0].roles=ADMIN",
                        "--hub.users[1].name=his",
                        "--hub.users[1].password=his",
                        "--hub.users[1].roles=INTEGRATOR")) {
            pause(hub);
            String order = given(hub, "template");
            Visitor visitor = new Visitor(hub.getEnvironment().getRequiredProperty("local.server.port"));
            Map<String, long[]> few = visitor.times(pages(visitor, order));
            long started = System.nanoTime();
            new MillionOrders(url, user, password).fill(order, ORDERS);
            System.out.printf("filled in %.0f s%n", (System.nanoTime() - started) / 1e9);
            Map<String, long[]> many = visitor.times(pages(visitor, given(hub, "newest")));
            print(url, few, many);
            long usual = median(few.values().stream()
                    .mapToLong(PagesBenchmarkTest::median)
                    .sorted()
                    .toArray());
            many.forEach((page, times) -> assertThat(median(times) / (double) Math.max(usual, median(few.get(page))))
                    .as(page)
                    .isLessThan(20));
        }
    }

    /** So that nothing is tried while pages are measured. */
    private static void pause(ConfigurableApplicationContext hub) {
        Services services = hub.getBean(Services.class);
        java.time.Instant now = hub.getBean(java.time.Clock.class).instant();
        services.all(now).forEach(lane -> services.pause(lane.service(), "test", "measuring", now));
    }

    private static String given(ConfigurableApplicationContext hub, String key) {
        return hub.getBean(Acceptance.class)
                .accept(new NewOrder(
                        "n3.snils",
                        key,
                        Priority.NORMAL,
                        "his",
                        PAYLOAD.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order()
                .id();
    }

    private static Map<String, String> pages(Visitor visitor, String order) throws Exception {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("overview", "/");
        pages.put("orders", "/orders");
        pages.put("orders, page 15,000", "/orders?page=15000");
        for (String state : List.of("accepted", "waiting", "completed", "parked", "refused")) {
            pages.put("orders, " + state, "/orders?state=" + state);
        }
        pages.put("orders of an operation", "/orders?operation=n3.snils-validate");
        pages.put("orders of an operation, completed", "/orders?operation=nhif.query&state=completed");
        pages.put("orders of an operation, parked", "/orders?operation=nhif.query&state=parked");
        pages.put("orders of a day", "/orders?from=" + MillionOrders.DAY + "&to=" + MillionOrders.NEXT_DAY);
        pages.put(
                "orders of a day, completed",
                "/orders?state=completed&from=" + MillionOrders.DAY + "&to=" + MillionOrders.NEXT_DAY);
        pages.put("orders of a batch", "/orders?batch=" + MillionOrders.BATCH);
        pages.put("orders of a batch, completed", "/orders?state=completed&batch=" + MillionOrders.BATCH);
        pages.put("orders of a batch, parked", "/orders?state=parked&batch=" + MillionOrders.BATCH);
        pages.put("order by its key", "/orders?q=template");
        pages.put("orders of a patient", visitor.patient());
        pages.put("order", "/orders/" + order);
        pages.put("parked", "/parked");
        pages.put("parked group", "/parked/CODE_1?operation=n3.snils");
        pages.put("batches", "/batches");
        pages.put("routes", "/routes");
        pages.put("audit", "/audit");
        pages.put("audit of somebody", "/audit?who=olga");
        pages.put("audit of a user's actions", "/audit?who=olga&what=replay");
        pages.put("audit of a day", "/audit?from=" + MillionOrders.DAY + "&to=" + MillionOrders.NEXT_DAY);
        pages.put("integrator: orders", "his /orders");
        pages.put("integrator: orders, parked", "his /orders?state=parked");
        return pages;
    }

    private static long median(long[] sorted) {
        return Math.max(1, sorted[sorted.length / 2]);
    }

    private static void print(String url, Map<String, long[]> few, Map<String, long[]> many) {
        System.out.printf(
                "%s, load %.1f%n| page | few: median | %,d: median | p95 |%n",
                url.replaceAll(":[/0-9].*", ""),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                ORDERS);
        many.forEach((page, times) -> System.out.printf(
                "| %s | %.0f ms | %.0f ms | %.0f ms |%n",
                page, median(few.get(page)) / 1e6, median(times) / 1e6, times[times.length * 95 / 100] / 1e6));
    }

    /** Somebody with a browser's patience for cookies. */
    private static final class Visitor {
        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private final String base;

        Visitor(String port) {
            base = "http://127.0.0.1:" + port;
        }

        Map<String, long[]> times(Map<String, String> pages) throws IOException, InterruptedException {
            Map<String, long[]> all = new LinkedHashMap<>();
            for (Map.Entry<String, String> page : pages.entrySet()) {
                get(page.getValue());
                get(page.getValue());
                long[] times = new long[TIMES];
                for (int i = 0; i < TIMES; i++) {
                    long started = System.nanoTime();
                    get(page.getValue());
                    times[i] = System.nanoTime() - started;
                }
                Arrays.sort(times);
                all.put(page.getKey(), times);
            }
            return all;
        }

        private String get(String page) throws IOException, InterruptedException {
            String[] parts = page.contains(" ") ? page.split(" ", 2) : new String[] {"admin", page};
            HttpResponse<String> answer =
                    http.send(request(parts[0], parts[1]).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(page).isIn(200, 302);
            return answer.body();
        }

        /** Looks for the patient and gives the address of what was found. */
        String patient() throws IOException, InterruptedException {
            String form = get("/orders");
            String token = form.replaceAll("(?s).*name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
            HttpResponse<String> answer = http.send(
                    request("admin", "/orders/search")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("number=4890627790&_csrf=" + token))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return URI.create(answer.headers().firstValue("Location").orElseThrow())
                    .toString()
                    .replace(base, "");
        }

        private HttpRequest.Builder request(String who, String path) {
            String credentials = who + ":" + who;
            return HttpRequest.newBuilder(URI.create(base + path))
                    .header("Accept", "text/html")
                    .header(
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString(credentials.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
