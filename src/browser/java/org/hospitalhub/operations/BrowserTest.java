package org.hospitalhub.operations;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.hospitalhub.ledger.Address;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.NewOrder;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Priority;
import org.hospitalhub.ledger.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * A night shift in a real browser: the system's Chromium, skipped where there is none. The pictures of the screens go to
 * {@code target/screens}, or where {@code -Dhub.test.screens=} says.
 */
@Tag("slow")
class BrowserTest extends SharedHub {

    private static final Path PICTURES = Path.of(System.getProperty("hub.test.screens", "target/screens"));
    private static final Path DROP = Path.of(System.getProperty("hub.data-dir"), "drop", "in", "n3.snils");
    private static final LocatorAssertions.ContainsTextOptions SOON =
            new LocatorAssertions.ContainsTextOptions().setTimeout(120_000);
    private static final LocatorAssertions.IsVisibleOptions LATE =
            new LocatorAssertions.IsVisibleOptions().setTimeout(120_000);

    private static Playwright playwright;
    private static Browser browser;

    @LocalServerPort
    private int port;

    private final List<String> complaints = new ArrayList<>();
    private Page page;

    @BeforeAll
    static void launch() {
        Path chromium = Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(chromium != null, "no Chromium on the PATH: the screens were not tried in a browser");
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox")));
    }

    @AfterAll
    static void quit() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void logIn() {
        page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1100, 700));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        go("/");
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill("admin");
        button("Log in").click();
        assertThat(page.locator("h1")).hasText("Overview");
    }

    @AfterEach
    void leave() {
        SERVICE.set(REFUSING);
        page.context().close();
        assertThat(complaints).isEmpty();
    }

    private void go(String path) {
        page.navigate("http://127.0.0.1:" + port + path);
    }

    private Locator button(String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
    }

    private void picture(String name) {
        page.mouse().move(0, 0);
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }

    private Order given(String familyName) {
        String payload = """
                {"patient":{"familyName":"%s","firstName":"Анна","birthDate":"1980-02-03","gender":"2"},
                 "patientPersDocs":{"type":"1","series":"4890","number":"627790","issueDate":"2007-01-01","issuer":"ОВД"}}
                """.formatted(familyName);
        return acceptance
                .accept(new NewOrder(
                        "n3.snils",
                        null,
                        Priority.URGENT,
                        "ward-3",
                        payload.getBytes(StandardCharsets.UTF_8),
                        List.of(),
                        null,
                        new Address.Ask(),
                        null))
                .order();
    }

    private Order parkedOf(String familyName) {
        // Refusals in a row hold the service; each of these orders is the one that tries.
        services.resume("n3");
        return until(given(familyName), State.PARKED);
    }

    private Order until(Order order, State state) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> orders.find(order.id()).orElseThrow().state() == state);
        return orders.find(order.id()).orElseThrow();
    }

    @Test
    void anOrderIsFoundByItsPatientAndUnmaskedWithAReason() {
        Order order = parkedOf("Семёнова");
        go("/orders");
        page.getByLabel("Family name").fill("СЕМЕНОВА");
        page.getByLabel("Birth date").fill("1980-02-03");
        button("Find the patient").click();
        assertThat(page.locator("td a.id")).hasCount(1);
        assertThat(page.url()).endsWith("/orders?patient=1");
        assertThat(page.content()).doesNotContainIgnoringCase("семенова").doesNotContainIgnoringCase("семёнова");
        page.locator("td a.id").click();
        assertThat(page.locator("h1")).hasText("Order");
        assertThat(page.content()).doesNotContain("Семёнова");
        page.getByLabel("Reason for access").fill("a call of the ward");
        button("Show the data").click();
        assertThat(page.locator("#order")).containsText("Семёнова");
        assertThat(newest(order).what()).isEqualTo("unmask");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("български"))
                .click();
        assertThat(page.locator("h1")).hasText("Поръчка");
        assertThat(page.content()).doesNotContain("Семёнова");
    }

    @Test
    void aParkedOrderIsCorrectedAndReplayedUntilItsAnswerIsThere() {
        Order order = parkedOf("Опечаткина");
        SERVICE.set(new SlowN3());
        go("/orders/" + order.id());
        page.getByLabel("New value $.patient.birthDate").fill("1980-13-03");
        page.locator("#why-replay").fill("a slip of the pen");
        button("Replay").click();
        assertThat(page.getByRole(AriaRole.ALERT).filter(new Locator.FilterOptions().setHasText("rules")))
                .containsText("$.patient.birthDate");
        complaints.removeIf(complaint -> complaint.contains("422"));
        page.getByLabel("New value $.patient.birthDate").fill("1980-03-03");
        page.locator("#why-replay").fill("a slip of the pen");
        button("Replay").click();
        page.waitForURL("**/orders/" + order.id());
        assertThat(newest(order).what()).isEqualTo("replay-corrected");
        until(order, State.COMPLETED);
        go("/orders/" + order.id());
        assertThat(page.locator("#order dl")).containsText("completed");
    }

    @Test
    void anUnsureOrderIsSaidToHaveArrived() {
        SERVICE.set(new SlowN3());
        Order order = parkedOf(SlowN3.LOST);
        go("/orders/" + order.id());
        accessible("unsure");
        page.getByLabel("Or its complete answer (JSON)").fill("{\"status\":\"Выполнено\",\"snils\":\"11223344595\"}");
        page.locator("#why-arrived").fill("their desk found it");
        button("It arrived").click();
        assertThat(page.locator("#order dl")).containsText("completed");
        assertThat(newest(order).what()).isEqualTo("arrived");
    }

    @Test
    void theBarOfABatchReachesItsEnd() throws IOException {
        SERVICE.set(new SlowN3());
        go("/batches");
        Files.createDirectories(DROP);
        Path written = DROP.resolve(".ward.csv");
        Files.writeString(written, """
                patient.familyName,patient.firstName,patient.birthDate,patient.gender,patientPersDocs.type,\
                patientPersDocs.series,patientPersDocs.number,patientPersDocs.issueDate,patientPersDocs.issuer
                Первый,Пётр,1961-04-12,1,1,4890,100001,2007-01-01,ОВД
                Второй,Павел,1961-08-06,1,1,4890,100002,2007-01-01,ОВД
                Третий,Олег,1962-08-11,1,1,4890,100003,2007-01-01,ОВД
                """);
        Files.move(written, DROP.resolve("ward.csv"));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            page.reload();
            return page.locator("progress").count() > 0;
        });
        assertThat(page.locator("tbody tr")).containsText("3 of 3", SOON);
        assertThat(page.locator("tbody tr")).containsText("answered");
        assertThat(page.locator("progress").getAttribute("value")).isEqualTo("3");
    }

    @Test
    void aWholeGroupOfParkedOrdersIsReplayedAfterItWasCounted() {
        Order order = parkedOf("Сотрудников");
        String code = Objects.requireNonNull(order.problem()).code();
        SERVICE.set(new SlowN3());
        go("/parked");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Preview " + code + " n3.snils"))
                .click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Nothing has been changed yet.");
        page.locator("#why-replay").fill("the token was renewed");
        page.locator("form[action$=replay] button").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("orders done");
        until(order, State.COMPLETED);
    }

    @Test
    void whatDoesNotExistIsSaidInWords() {
        go("/orders/none");
        assertThat(page.locator("h1")).hasText("Error");
        accessible("error");
        complaints.removeIf(complaint -> complaint.contains("404"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void everyScreenCanBeSeenAndHeard(ColorScheme scheme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        Order order = parkedOf("Снимкова");
        String code = Objects.requireNonNull(order.problem()).code();
        for (String path : List.of(
                "/",
                "/orders",
                "/orders/" + order.id(),
                "/parked",
                "/parked/" + code + "?operation=n3.snils",
                "/batches",
                "/routes",
                "/audit")) {
            go(path);
            accessible(path);
        }
        page.getByLabel("Action").selectOption("start");
        button("Search").click();
        assertThat(page.locator("tbody tr").first()).containsText("the hub started");
        assertThat(page.locator("tbody")).not().containsText("logged in");
        accessible("filtered audit");
        button("Verify the chain").click();
        assertThat(page.locator("#verified")).containsText("are unchanged");
    }

    @Test
    void everyLanguageHasItsWords() {
        for (Map.Entry<String, String> title : Map.of("en", "Overview", "bg", "Преглед", "uk", "Огляд", "ru", "Обзор")
                .entrySet()) {
            go("/?lang=" + title.getKey());
            assertThat(page.locator("h1")).hasText(title.getValue());
        }
        go("/?lang=en");
    }

    @Test
    void hawtioDrawsTheRoutesAndShowsTheBeansOfTheHub() {
        go("/actuator/hawtio");
        assertThat(page.locator(".react-flow__node").first()).isVisible(LATE);
        assertThat(page.locator("main")).not().containsText("An error occurred");
        go("/actuator/hawtio/jmx");
        page.getByText("org.hospitalhub", new Page.GetByTextOptions().setExact(true))
                .click(new Locator.ClickOptions().setTimeout(120_000));
        assertThat(page.locator("main")).containsText("Object Name", SOON);
        assertThat(audit.list(new Audit.Query("admin", "jmx-act", null, null, null, null), 1))
                .as("who only looks has done nothing")
                .isEmpty();
        // Hawtio asks for preset connections, which only its own server has.
        complaints.removeIf(complaint -> complaint.contains("404"));
    }

    /** A page like those that the README shows. */
    @Test
    void picturesAreTaken() {
        SERVICE.set(new SlowN3());
        Order known = until(given("Картинкина"), State.COMPLETED);
        SERVICE.set(REFUSING);
        Order order = parkedOf("Картинкин");
        services.pause("ehealth", "admin", "the registry is being upgraded", clock.instant());
        given("Ожидаева");
        for (String screen : List.of("orders", "parked", "batches", "routes", "audit")) {
            go("/" + screen);
            picture(screen);
        }
        services.resume("ehealth");
        go("/orders/" + known.id());
        picture("order");
        go("/orders/" + order.id());
        picture("order-parked");
        go("/");
        picture("overview");
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        picture("overview-dark");
        try (Page fresh = browser.newPage(new Browser.NewPageOptions().setViewportSize(1100, 700))) {
            fresh.navigate("http://127.0.0.1:" + port + "/");
            fresh.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("login.png")));
        }
    }

    private void accessible(String what) {
        List<String> problems = new AxeBuilder(page)
                .analyze().getViolations().stream()
                        .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                        .map(BrowserTest::described)
                        .toList();
        assertThat(problems).as(what).isEmpty();
    }

    private static String described(Rule rule) {
        return rule.getId() + ": "
                + rule.getNodes().stream().map(node -> node.getHtml()).toList();
    }

    private Audit.Entry newest(Order order) {
        return audit.list(new Audit.Query(null, order.id(), null), 1).get(0);
    }
}
