package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.request;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Who gets which answer at every endpoint of the running hub: anonymous, INTEGRATOR, OPERATOR, AUDITOR, ADMIN, METRICS. An endpoint
 * without a row fails, and so does a row without an endpoint. 404 and 400 stand for "may, but there is nothing".
 */
class EndpointsByRoleTest extends SharedHub {

    private static final List<String> ROLES = List.of("", "integrator", "operator", "auditor", "admin", "metrics");

    private static final String CSRF = "00000000-0000-4000-8000-00000000c5f0";

    /** Served by servlets and resource handlers, which have no mapping of their own. */
    private static final Set<String> FURTHER = Set.of(
            "POST /login",
            "GET /actuator/hawtio/index.html",
            "GET /actuator/jolokia",
            "GET /actuator/jolokia/version",
            "GET /screens/hub.css",
            "GET /webjars/htmx.org/dist/htmx.min.js",
            "GET /nowhere");

    @Autowired
    private List<RequestMappingInfoHandlerMapping> mappings;

    @Test
    void everyEndpointAnswersEveryRoleAsTheTableSays() throws Exception {
        Map<String, String> actual = new TreeMap<>();
        for (String endpoint : endpoints()) {
            actual.put(endpoint, answers(endpoint));
        }
        assertThat(String.join("\n", lines(actual))).isEqualTo(String.join("\n", lines(table())));
    }

    private static List<String> lines(Map<String, String> rows) {
        return rows.entrySet().stream()
                .map(row -> row.getKey() + " = " + row.getValue())
                .toList();
    }

    private static Map<String, String> table() throws Exception {
        Map<String, String> rows = new TreeMap<>();
        new ClassPathResource("operations/endpoints-by-role.txt")
                .getContentAsString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> rows.put(
                        line.substring(0, line.indexOf(" = ")).strip(),
                        line.substring(line.indexOf(" = ") + 3).strip()));
        return rows;
    }

    private Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>(FURTHER);
        for (RequestMappingInfoHandlerMapping mapping : mappings) {
            mapping.getHandlerMethods().keySet().forEach(info -> add(endpoints, info));
        }
        return endpoints;
    }

    private static void add(Set<String> endpoints, RequestMappingInfo info) {
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        for (String pattern : info.getPatternValues()) {
            if (methods.isEmpty()) {
                endpoints.add("GET " + pattern);
            }
            methods.forEach(method -> endpoints.add(method + " " + pattern));
        }
    }

    private String answers(String endpoint) throws Exception {
        StringBuilder codes = new StringBuilder();
        for (String role : ROLES) {
            codes.append(' ').append(code(endpoint, role));
        }
        return codes.toString().strip();
    }

    private int code(String endpoint, String role) throws Exception {
        String[] parts = endpoint.split(" ", 2);
        String url = parts[1].replace("{name}", "nobody").replace("/**", "/x").replaceAll("\\{[^}]+}", "none");
        MockHttpServletRequestBuilder call = request(HttpMethod.valueOf(parts[0]), url)
                .param("why", "table")
                .param("operation", "none")
                .accept(
                        url.startsWith("/api") || url.startsWith("/actuator") || url.startsWith("/v3")
                                ? MediaType.ALL
                                : MediaType.TEXT_HTML)
                // Not the csrf() of spring-security-test, which leaves its own repository in the filter that all tests
                // share.
                .header("X-XSRF-TOKEN", CSRF)
                .cookie(new Cookie("XSRF-TOKEN", CSRF));
        if (!role.isEmpty()) {
            call.with(httpBasic(role, role));
        }
        return mvc.perform(call).andReturn().getResponse().getStatus();
    }
}
