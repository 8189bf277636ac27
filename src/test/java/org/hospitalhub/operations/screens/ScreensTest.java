package org.hospitalhub.operations.screens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.util.Locale;
import org.apache.camel.CamelContext;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.State;
import org.hospitalhub.operations.SharedHub;
import org.hospitalhub.operations.actions.InvalidRequestException;
import org.hospitalhub.operations.actions.RouteReloadAction;
import org.hospitalhub.operations.actions.RouteReloader;
import org.hospitalhub.operations.api.AuditController;
import org.hospitalhub.operations.api.RoutesController;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.ui.ConcurrentModel;
import org.springframework.ui.Model;
import org.springframework.web.servlet.mvc.support.RedirectAttributesModelMap;

/** The screens as a browser gets them. */
class ScreensTest extends SharedHub {

    private static final Authentication ADMIN =
            UsernamePasswordAuthenticationToken.authenticated("admin", "", java.util.List.of());

    @Autowired
    private CamelContext camel;

    @Autowired
    private Numbers numbers;

    private MockHttpServletResponse as(String user, MockHttpServletRequestBuilder call) throws Exception {
        return mvc.perform(call.with(httpBasic(user, user)).with(csrf()))
                .andReturn()
                .getResponse();
    }

    private String page(String user, java.net.URI url) throws Exception {
        return as(user, get(url)).getContentAsString();
    }

    private String page(String user, String url) throws Exception {
        MockHttpServletResponse response = as(user, get(url));
        assertThat(response.getStatus()).isEqualTo(200);
        return response.getContentAsString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/orders", "/parked", "/batches", "/routes", "/routes/picture", "/audit", "/overview"})
    void noScreenCarriesInlineScriptOrStyle(String url) throws Exception {
        assertThat(page("admin", url)).doesNotContain("<script>", "style=", "onclick=", "??");
    }

    @ParameterizedTest
    @CsvSource({"en,Overview", "ru,Обзор", "uk,Огляд", "bg,Преглед"})
    void theBrowserChoosesTheLanguage(String language, String title) throws Exception {
        assertThat(as("operator", get("/").header("Accept-Language", language)).getContentAsString())
                .contains("<html lang=\"" + language + "\">", "<h1>" + title + "</h1>");
    }

    @Test
    void theDataOfAPatientIsMaskedUntilSomebodySaysWhy() throws Exception {
        Order order = parked("integrator");
        assertThat(page("auditor", "/orders/" + order.id()))
                .contains("$.patient.familyName")
                .doesNotContain(PLANTED);
        String unmasked = as(
                        "auditor", post("/orders/" + order.id() + "/unmask").param("why", "a call of the ward"))
                .getContentAsString();
        assertThat(unmasked).contains(PLANTED);
        assertThat(newest(order.id()))
                .extracting(Audit.Entry::what, Audit.Entry::why)
                .containsExactly("unmask", "a call of the ward");
    }

    @Test
    void nobodyUnmasksWithoutAReason() throws Exception {
        Order order = parked("integrator");
        assertThat(as("auditor", post("/orders/" + order.id() + "/unmask").param("why", " "))
                        .getStatus())
                .isEqualTo(400);
    }

    @Test
    void anIntegratorSeesItsOwnOrdersOnly() throws Exception {
        Order own = parked("integrator");
        Order other = parked("somebody");
        assertThat(page("integrator", "/orders")).contains(own.id()).doesNotContain(other.id());
        assertThat(as("integrator", get("/orders/" + other.id())).getStatus()).isEqualTo(404);
    }

    @Test
    void aWaitingOrderSaysThatItsServiceIsPaused() throws Exception {
        services.pause("n3", "operator", "the ministry called", clock.instant());
        try {
            Order order = accept("integrator");
            assertThat(page("operator", "/orders/" + order.id()))
                    .contains("The service is paused", "the ministry called");
        } finally {
            services.resume("n3");
        }
    }

    @Test
    void aPausedOperationIsShownAndResumedOnTheOverview() throws Exception {
        services.pause("n3.snils-validate", "operator", Wording.verbatim("the ministry called"), clock.instant());
        try {
            assertThat(page("operator", "/")).contains("n3.snils-validate is paused: the ministry called (operator, ");
            assertThat(as(
                                    "operator",
                                    post("/services/n3/operations/n3.snils/resume")
                                            .with(csrf()))
                            .getStatus())
                    .as("one that is not paused")
                    .isEqualTo(404);
            as(
                    "operator",
                    post("/services/n3/operations/n3.snils-validate/resume").with(csrf()));
            assertThat(page("operator", "/")).doesNotContain("the ministry called");
        } finally {
            services.resume("n3.snils-validate");
        }
    }

    @Test
    void aUkrainianNightShiftReadsWhyAnOrderIsParkedInItsLanguage() throws Exception {
        Order order = parked("integrator");
        String code = java.util.Objects.requireNonNull(order.problem()).code();
        for (String url : java.util.List.of(
                "/orders/" + order.id(),
                "/orders?state=parked",
                "/parked",
                "/parked/" + code + "?operation=n3.snils")) {
            assertThat(as("operator", get(url).header("Accept-Language", "uk")).getContentAsString())
                    .as(url)
                    .contains("N3 не прийняв наш ключ")
                    .doesNotContain("did not accept");
        }
        assertThat(as("operator", get("/orders/" + order.id()).header("Accept-Language", "uk"))
                        .getContentAsString())
                .contains("Відповідь HTTP 401. Перевірте hub.n3.token", "<strong>збій</strong>");
    }

    @Test
    void aPatientIsFoundWithoutANameInTheAddressOrTheAudit() throws Exception {
        Order order = accept("integrator");
        MockHttpSession session = new MockHttpSession();
        session.setMaxInactiveInterval(60);
        String address = as(
                        "operator",
                        post("/orders/search")
                                .session(session)
                                .param("familyName", PLANTED.toUpperCase(Locale.ROOT))
                                .param("birthDate", "1980-02-03"))
                .getRedirectedUrl();
        assertThat(address).isEqualTo("/orders?patient=1");
        assertThat(as("operator", get(address).session(session)).getContentAsString())
                .contains(order.id())
                .doesNotContainIgnoringCase(PLANTED);
        Audit.Entry entry =
                audit.list(new Audit.Query("operator", null, null), 1).get(0);
        assertThat(entry.what()).isEqualTo("search-patient");
        assertThat(entry.why()).matches("hash \\[[0-9a-f]{16}]");
    }

    @Test
    void aSearchOfAnotherSessionShowsNobody() throws Exception {
        Order order = accept("integrator");
        assertThat(page("operator", "/orders?patient=1"))
                .contains("This search has expired")
                .doesNotContain(order.id());
    }

    @Test
    void aSearchForNobodySaysWhatIsMissing() throws Exception {
        assertThat(as("auditor", post("/orders/search").param("familyName", "Test"))
                        .getRedirectedUrl())
                .isEqualTo("/orders?nobody");
        assertThat(page("auditor", "/orders?nobody")).contains("a number of at least four characters");
    }

    @Test
    void ordersAreFoundByTheTimeOfTheirAcceptance() throws Exception {
        Order order = accept("integrator");
        assertThat(page("operator", "/orders?from=2020-01-01T00:00")).contains(order.id());
        assertThat(page("operator", "/orders?to=2020-01-01")).doesNotContain(order.id());
    }

    @ParameterizedTest
    @CsvSource({
        "/orders?page=x,400",
        "/orders?from=x,400",
        "/orders?state=x,400",
        "/orders/none,404",
        "/batches/none,404",
        "/audit?from=x,400",
        "/audit?before=x,400",
    })
    void aPageThatCannotBeShownSaysWhyWithoutAStackTrace(String url, int status) throws Exception {
        MockHttpServletResponse whole = as("admin", get(url).header("Accept-Language", "uk"));
        assertThat(whole.getStatus()).isEqualTo(status);
        assertThat(whole.getContentAsString())
                .contains("<html lang=\"uk\">", "role=\"alert\"")
                .doesNotContain("Exception", "org.");
        MockHttpServletResponse part = as("admin", get(url).header("HX-Request", "true"));
        assertThat(part.getStatus()).isEqualTo(status);
        assertThat(part.getContentAsString()).contains("id=\"trouble\"").doesNotContain("<html", "Exception");
    }

    @Test
    void aParkedOrderIsReplayedAndTheAuditSaysByWhom() throws Exception {
        Order order = parked("integrator");
        MockHttpServletResponse response =
                as("operator", post("/orders/" + order.id() + "/replay").param("why", "token renewed"));
        assertThat(response.getRedirectedUrl()).isEqualTo("/orders/" + order.id());
        assertThat(newest(order.id()))
                .extracting(Audit.Entry::who, Audit.Entry::what, Audit.Entry::why)
                .containsExactly("operator", "replay", "token renewed");
    }

    @Test
    void aCorrectionThatBreaksRulesIsRefusedWithItsFindings() throws Exception {
        Order order = parked("integrator");
        MockHttpServletResponse response =
                as("operator", post("/orders/" + order.id() + "/replay").param("at:/patient/birthDate", "1980-13-45"));
        assertThat(response.getStatus()).isEqualTo(422);
        assertThat(response.getContentAsString())
                .contains("$.patient.birthDate", "1980-13-45")
                .doesNotContain(PLANTED);
        assertThat(orders.find(order.id()).orElseThrow().state()).isEqualTo(State.PARKED);
    }

    @Test
    void aWholeGroupOfParkedOrdersIsCountedBeforeItIsCancelled() throws Exception {
        Order order = parked("integrator");
        String code = java.util.Objects.requireNonNull(order.problem()).code();
        assertThat(page("operator", "/parked")).contains(code);
        assertThat(page("operator", "/parked/" + code + "?operation=n3.snils")).contains(order.id());
        as(
                "operator",
                post("/parked/" + code + "/cancel")
                        .param("operation", "n3.snils")
                        .param("why", "test"));
        assertThat(orders.find(order.id()).orElseThrow().state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aFormWithoutItsTokenIsRefused() throws Exception {
        int status = mvc.perform(post("/services/n3/pause").param("why", "x").with(httpBasic("operator", "operator")))
                .andReturn()
                .getResponse()
                .getStatus();
        assertThat(status).isEqualTo(403);
    }

    @Test
    void aForeignSiteCannotRideOnTheCredentialsOfABrowser() throws Exception {
        int status = mvc.perform(post("/api/services/n3/pause")
                        .header("Sec-Fetch-Site", "cross-site")
                        .with(httpBasic("operator", "operator")))
                .andReturn()
                .getResponse()
                .getStatus();
        assertThat(status).isEqualTo(403);
    }

    @Test
    void theChainOfTheAuditIsWholeAndBeginsWithTheStart() throws Exception {
        assertThat(as("auditor", get("/api/audit/verification")).getContentAsString())
                .contains("\"brokenAt\":null");
    }

    @Test
    void theAuditIsFilteredAndItsPagesKeepTheFilter() throws Exception {
        Order order = accept("integrator");
        for (int i = 0; i <= AuditController.PAGE_SIZE; i++) {
            audit.record("night-shift", "unmask", order.id(), "look " + i, "192.0.2.9");
        }
        String first = page("auditor", "/audit?who=night-shift&what=unmask&from=2020-01-01T00:00");
        assertThat(first)
                .contains("look " + AuditController.PAGE_SIZE, "192.0.2.9", "rel=\"next\"")
                .doesNotContain(">look 0<");
        String older =
                first.replaceAll("(?s).*rel=\"next\" href=\"([^\"]+)\".*", "$1").replace("&amp;", "&");
        assertThat(older).contains("who=night-shift", "what=unmask", "from=2020-01-01T00%3A00");
        assertThat(page("auditor", java.net.URI.create(older)))
                .contains(">look 0<", "rel=\"first\"")
                .doesNotContain("rel=\"next\"");
        assertThat(page("auditor", "/audit?who=night-shift&what=cancel")).contains("No matching entries.");
        assertThat(page("auditor", "/audit?who=night-shift&to=2020-01-01")).contains("No matching entries.");
    }

    @Test
    void theAuditOverHttpIsFilteredToo() throws Exception {
        audit.record("day-shift", "replay", null, null);
        audit.record("day-shift", "cancel", null, null);
        assertThat(as("auditor", get("/api/audit?who=day-shift&what=replay&from=2020-01-01T00:00:00Z"))
                        .getContentAsString())
                .contains("\"what\":\"replay\"")
                .doesNotContain("cancel");
        assertThat(as("auditor", get("/api/audit?from=yesterday")).getStatus()).isEqualTo(400);
    }

    @Test
    void theAuditShowsTheCallersAddress() throws Exception {
        Order order = parked("integrator");
        as("auditor", post("/orders/" + order.id() + "/unmask").param("why", "a call of the ward"));
        assertThat(newest(order.id()).caller()).isEqualTo("127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource({"ru,просмотр данных", "uk,перегляд даних", "bg,преглед на данните"})
    void theAuditShowsActionsInTheChosenLanguage(String language, String action) throws Exception {
        audit.record("auditor", "unmask", null, null);
        assertThat(as("auditor", get("/audit").header("Accept-Language", language))
                        .getContentAsString())
                .contains(action);
    }

    @Test
    void anAdminReloadsRoutesAndSeesTheResult() throws Exception {
        assertThat(page("operator", "/routes")).doesNotContain("/routes/reload");
        assertThat(page("admin", "/routes")).contains("action=\"/routes/reload\"");
        MockHttpSession session = new MockHttpSession();
        session.setMaxInactiveInterval(60);
        assertThat(as("admin", post("/routes/reload").session(session)).getRedirectedUrl())
                .isEqualTo("/routes");
        assertThat(as("admin", get("/routes").session(session)).getContentAsString())
                .contains("No file has changed.");
        assertThat(audit.list(new Audit.Query("admin", "routes-unchanged", null, null, null, null), 1))
                .hasSize(1);
    }

    @Test
    void errorsInRouteFilesAreShownWithTheFile() throws Exception {
        assertThat(as(
                                "admin",
                                get("/routes")
                                        .flashAttr("reloaded", "refused")
                                        .flashAttr("files", java.util.List.of("n3/n3-call.camel.yaml"))
                                        .flashAttr(
                                                "findings",
                                                java.util.List.of(Finding.error(
                                                        "ROUTE", "n3/n3-call.camel.yaml", "there is no bean undress"))))
                        .getContentAsString())
                .contains(
                        "The files have errors; nothing was changed.",
                        "n3/n3-call.camel.yaml",
                        "there is no bean undress");
    }

    @Test
    void whereReloadingIsOffTheApiSaysSoAndTheScreenShowsNoButton() {
        RouteReloader off = new RouteReloader() {
            @Override
            public Wording off() {
                return Wording.of("RELOAD.off");
            }

            @Override
            public Result reload() {
                throw new IllegalStateException("must not be asked");
            }
        };
        RouteReloadAction nobody = new RouteReloadAction(off, audit);
        assertThat(new RoutesController(off, nobody, Languages.ENGLISH)
                        .reload(ADMIN)
                        .getStatusCode()
                        .value())
                .isEqualTo(409);
        RoutesScreen screen = new RoutesScreen(
                camel, numbers, off, nobody, new org.hospitalhub.ledger.Operations(java.util.List.of()));
        Model model = new ConcurrentModel();
        screen.routes(model);
        assertThat(model.getAttribute("reloads")).isEqualTo(false);
        assertThatThrownBy(() -> screen.reload(ADMIN, new RedirectAttributesModelMap()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void theMetricsTellBudgetsAndOrdersWithoutPatients() throws Exception {
        parked("integrator");
        assertThat(as("operator", get("/actuator/prometheus")).getContentAsString())
                .contains(
                        "hub_budget_used{service=\"n3\"}",
                        "hub_budget_violations{service=\"n3\"} 0.0",
                        "hub_estimate_error{operation=\"n3.snils\"}",
                        "hub_orders{operation=\"n3.snils\",state=\"parked\"}",
                        "hub_ledger_size_bytes")
                .doesNotContain(PLANTED);
    }

    @Test
    void readinessShowsTheServicesWithoutALogIn() throws Exception {
        assertThat(mvc.perform(get("/actuator/health/readiness"))
                        .andReturn()
                        .getResponse()
                        .getContentAsString())
                .contains("\"status\":\"UP\"", "\"n3\"");
    }

    private Audit.Entry newest(String order) {
        return audit.list(new Audit.Query(null, order, null), 1).get(0);
    }
}
