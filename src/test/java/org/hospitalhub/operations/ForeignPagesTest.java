package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;

/** Pages of other sites that make a browser call the hub, with all that the browser adds by itself. */
class ForeignPagesTest extends SharedHub {

    private static final String TOKEN = "6a7b1c3e-0000-4000-8000-00000000c5f0";

    private int status(MockHttpServletRequestBuilder call) throws Exception {
        MockHttpServletResponse response = mvc.perform(call).andReturn().getResponse();
        return response.getStatus();
    }

    private MockHttpServletRequestBuilder form(String path) {
        return post(path)
                .with(httpBasic("operator", "operator"))
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .content("a=b");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, 404",
                "-, http://localhost, 404",
                "same-origin, https://hub.example, 404",
                "-, https://evil.example, 403",
                "-, null, 403",
                "cross-site, -, 403",
                "same-site, https://evil.localhost, 403",
                "-, http://localhost:8081, 403"
            })
    void aRememberedPasswordDoesNotWriteForThem(String site, String origin, int status) throws Exception {
        MockHttpServletRequestBuilder call = form("/api/orders/none/cancel");
        if (site != null) {
            call.header("Sec-Fetch-Site", site);
        }
        if (origin != null) {
            call.header("Origin", origin);
        }
        assertThat(status(call)).isEqualTo(status);
    }

    @Test
    void theApiTakesNoSession() throws Exception {
        MockHttpSession session = new MockHttpSession();
        assertThat(status(post("/login")
                        .session(session)
                        .param("username", "operator")
                        .param("password", "operator")
                        .param("_csrf", TOKEN)
                        .cookie(new Cookie("XSRF-TOKEN", TOKEN))))
                .isEqualTo(302);
        assertThat(status(post("/api/services/n3/pause").session(session))).isEqualTo(401);
        assertThat(status(post("/api/services/n3/pause")
                        .session(session)
                        .header("X-XSRF-TOKEN", TOKEN)
                        .cookie(new Cookie("XSRF-TOKEN", TOKEN))))
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"/orders/none/cancel?_csrf=", "/orders/none/cancel?%5Fcsrf=", "/actuator/jolokia?_csrf="})
    void aTokenInTheAddressDoesNotCount(String address) throws Exception {
        MockHttpServletRequestBuilder call = post(java.net.URI.create(address + TOKEN))
                .with(httpBasic("admin", "admin"))
                .cookie(new Cookie("XSRF-TOKEN", TOKEN))
                .accept(MediaType.TEXT_HTML);
        assertThat(status(call)).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example, 403",
        "null, 403",
        "http://localhost.evil.example, 403",
        "http://localhost:1, 403"
    })
    void jolokiaAnswersNoOtherOriginEvenWithItsToken(String origin, int status) throws Exception {
        MockHttpServletRequestBuilder call = post("/actuator/jolokia")
                .with(httpBasic("admin", "admin"))
                .cookie(new Cookie("XSRF-TOKEN", TOKEN))
                .header("X-XSRF-TOKEN", TOKEN)
                .header("Origin", origin)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"type\":\"version\"}");
        assertThat(status(call)).isEqualTo(status);
    }
}
