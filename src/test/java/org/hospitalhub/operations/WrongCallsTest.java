package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.head;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.options;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import java.nio.charset.StandardCharsets;
import org.hospitalhub.ledger.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;

/** What a program hears that calls where nothing is, with the wrong verb, or in a way that cannot be read. */
class WrongCallsTest extends SharedHub {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            PUT,    /api/orders,              integrator, 405, GET
            DELETE, /api/orders/x,            admin,      405, 'GET, POST'
            POST,   /api/orders,              integrator, 405, GET
            PATCH,  /api/orders/x/replay,     operator,   405, POST
            GET,    /api/services/n3/pause,   operator,   405, POST
            DELETE, /api/audit,               integrator, 405, GET
            TRACE,  /api/orders,              integrator, 405, 'GET, HEAD, OPTIONS, POST'
            BREW,   /api/orders,              integrator, 405, 'GET, HEAD, OPTIONS, POST'
            POST,   /api/nowhere,             admin,      404, -
            GET,    /api/nowhere,             integrator, 404, -
            POST,   /api/orders/n3.snils/,    integrator, 404, -
            POST,   /api/services/n3/pause,   integrator, 403, -
            GET,    /api/services,            integrator, 403, -
            GET,    /actuator/prometheus,     integrator, 403, -
            """)
    void getsAProblemThatSaysWhatIsWrong(String verb, String path, String who, int status, String allow)
            throws Exception {
        MockHttpServletResponse answer = mvc.perform(
                        request(HttpMethod.valueOf(verb), path).with(httpBasic(who, who)))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).isEqualTo(status);
        assertThat(answer.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        assertThat(answer.getHeader("Allow")).isEqualTo(allow);
        assertThat(answer.getContentAsString()).contains("\"status\":" + status, "\"detail\":");
    }

    @Test
    void whatIsWrongIsSaidInTheLanguageThatTheCallerAskedFor() throws Exception {
        Order order = parked("integrator");
        orders.cancel(order.id(), "admin", clock.instant());
        MockHttpServletResponse late = inBulgarian("/api/orders/" + order.id() + "/cancel");
        assertThat(late.getStatus()).isEqualTo(409);
        assertThat(late.getContentAsString(StandardCharsets.UTF_8))
                .contains("Тази поръчка вече е приключила и не може да бъде отменена; състояние: отменено.");
        MockHttpServletResponse missing = inBulgarian("/api/orders/none/cancel");
        assertThat(missing.getStatus()).isEqualTo(404);
        assertThat(missing.getContentAsString(StandardCharsets.UTF_8)).contains("Не е намерено", "Няма поръчка none");
    }

    private MockHttpServletResponse inBulgarian(String path) throws Exception {
        return mvc.perform(post(path).header("Accept-Language", "bg").with(httpBasic("admin", "admin")))
                .andReturn()
                .getResponse();
    }

    @Test
    void aHeaderInAnotherAlphabetIsABadCallNotABrokenHub() throws Exception {
        MockHttpServletResponse answer = mvc.perform(post("/api/orders/n3.snils")
                        .header("Idempotency-Key", "\u00d0\u008a")
                        .content("{}")
                        .with(httpBasic("integrator", "integrator")))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).isEqualTo(400);
        assertThat(answer.getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    }

    @ParameterizedTest
    @CsvSource({"Accept, ','", "Accept, a/b/c", "Content-Type, *", "Content-Type, a/*"})
    void aHeaderThatNobodyCanReadIsNoErrorOfTheHub(String header, String value) throws Exception {
        MockHttpServletResponse answer = mvc.perform(get("/actuator/health/readiness")
                        .with(httpBasic("admin", "admin"))
                        .with(sent -> {
                            sent.removeHeader(header);
                            sent.addHeader(header, value);
                            return sent;
                        }))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).isNotEqualTo(500);
    }

    @Test
    void askingForTheHeadOfAnAnswerIsNotFetchingIt() throws Exception {
        Order order = parked("integrator");
        MockHttpServletResponse answer = mvc.perform(
                        head("/api/orders/" + order.id()).with(httpBasic("integrator", "integrator")))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(orders.find(order.id()).orElseThrow().deliveredAt()).isNull();
    }

    @Test
    void theVerbsOfAPathCanBeAskedFor() throws Exception {
        MockHttpServletResponse answer = mvc.perform(
                        options("/api/orders/x/replay").with(httpBasic("auditor", "auditor")))
                .andReturn()
                .getResponse();
        assertThat(answer.getHeader("Allow")).contains("POST");
    }
}
