package org.hospitalhub.operations;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Order;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * A night shift in a real browser: the system's Chromium, skipped where there is none. The pictures of the screens go to
 * {@code target/screens}, or where {@code -Dhub.test.screens=} says.
 */
@Tag("slow")
class BrowserTest extends RunningHub {

    private static final Path PICTURES = Path.of(System.getProperty("hub.test.screens", "target/screens"));

    @LocalServerPort
    private int port;

    private final List<String> complaints = new ArrayList<>();

    private static Path chromium() {
        Path found = Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        Assumptions.assumeTrue(found != null, "no Chromium on the PATH: the screens were not tried in a browser");
        return found;
    }

    @Test
    void theNightShiftFindsAnOrderAndSetsItGoing() {
        Path browserFile = chromium();
        Order order = parked("integrator");
        Playwright.CreateOptions noDownload =
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
        try (Playwright playwright = Playwright.create(noDownload);
                Browser browser = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(browserFile)
                                .setArgs(List.of("--no-sandbox")))) {
            Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1100, 700));
            page.onConsoleMessage(message -> {
                if (message.type().equals("error")) {
                    complaints.add(message.text());
                }
            });
            logIn(page);
            look(page, order);
            replay(page, order);
        }
        assertThat(complaints).isEmpty();
    }

    private void logIn(Page page) {
        page.navigate("http://127.0.0.1:" + port + "/");
        picture(page, "login");
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill("admin");
        page.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Log in"))
                .click();
        assertThat(page.locator("h1")).hasText("Overview");
        picture(page, "overview");
    }

    private void look(Page page, Order order) {
        for (String screen : List.of("orders", "parked", "batches", "routes", "audit")) {
            page.navigate("http://127.0.0.1:" + port + "/" + screen);
            picture(page, screen);
        }
        page.locator("button", new Page.LocatorOptions().setHasText("Verify the chain"))
                .click();
        assertThat(page.locator("#verified")).containsText("as they were written");
        page.navigate("http://127.0.0.1:" + port + "/?lang=bg");
        assertThat(page.locator("h1")).hasText("Преглед");
        page.navigate("http://127.0.0.1:" + port + "/orders?lang=en");
        page.getByLabel("Key or id").fill(order.id());
        page.getByText("Search").click();
        assertThat(page.locator("h1")).hasText("Order");
        picture(page, "order");
        assertThat(page.content()).doesNotContain(PLANTED);
    }

    private void replay(Page page, Order order) {
        page.locator("#why-unmask").fill("a call of the ward");
        page.getByText("Show the data").click();
        assertThat(page.locator("#data ~ form")).not().hasCount(0);
        assertThat(page.content()).contains(PLANTED);
        page.navigate("http://127.0.0.1:" + port + "/orders/" + order.id());
        page.locator("#why-replay").fill("the token was renewed");
        page.locator("#correction button").click();
        page.waitForURL("**/orders/" + order.id());
        assertThat(newest(order).what()).isEqualTo("replay");
    }

    private org.hospitalhub.ledger.Audit.Entry newest(Order order) {
        return audit.list(new org.hospitalhub.ledger.Audit.Query(null, order.id(), null), 1)
                .get(0);
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
    }
}
