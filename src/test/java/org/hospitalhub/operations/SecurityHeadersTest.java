package org.hospitalhub.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.hospitalhub.ledger.Order;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.web.MockHttpServletResponse;

/** What every page says to the browser, those for errors included. */
class SecurityHeadersTest extends SharedHub {

    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]* src=)|<style|\\sstyle=|\\son[a-z]+=\"|javascript:", Pattern.CASE_INSENSITIVE);

    private static final Pattern FILE = Pattern.compile("<(?:script|link|img)[^>]*? (?:src|href)=\"([^\"]+)\"");

    /** Every GET of the table; what stands for an id leads to the page for what is not there. */
    private static List<String> pages() throws Exception {
        return new ClassPathResource("operations/endpoints-by-role.txt")
                .getContentAsString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("GET /") && !line.startsWith("GET /actuator/hawtio"))
                .map(line -> line.substring(4, line.indexOf(" = "))
                        .replaceAll("\\{[^}]+}", "none")
                        .replace("/**", ""))
                .toList();
    }

    private MockHttpServletResponse page(String url) throws Exception {
        return mvc.perform(get(url).param("operation", "n3.snils")
                        .header("Accept", "text/html,*/*")
                        .with(httpBasic("admin", "admin")))
                .andReturn()
                .getResponse();
    }

    @Test
    void everyPageForbidsForeignAndInlineCodeAndHasNone() throws Exception {
        Order order = parked("integrator");
        SoftAssertions all = new SoftAssertions();
        for (String url : Stream.concat(pages().stream(), Stream.of("/orders/" + order.id()))
                .toList()) {
            MockHttpServletResponse page = page(url);
            all.assertThat(String.valueOf(page.getHeader("Content-Security-Policy")))
                    .as(url)
                    .contains("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe", "*");
            all.assertThat(page.getHeader("X-Content-Type-Options")).as(url).isEqualTo("nosniff");
            all.assertThat(page.getHeader("X-Frame-Options")).as(url).isEqualTo("DENY");
            if (String.valueOf(page.getContentType()).startsWith("text/html")) {
                all.assertThat(page.getContentAsString()).as(url).doesNotContainPattern(INLINE);
            }
        }
        all.assertAll();
    }

    @Test
    void everyFileThatAPageAsksForIsThere() throws Exception {
        Set<String> files = new TreeSet<>();
        for (String url : pages()) {
            MockHttpServletResponse page = page(url);
            if (String.valueOf(page.getContentType()).startsWith("text/html")) {
                FILE.matcher(page.getContentAsString()).results().forEach(file -> files.add(file.group(1)));
            }
        }
        SoftAssertions all = new SoftAssertions();
        all.assertThat(files).anyMatch(file -> file.contains("htmx"));
        for (String file : files) {
            all.assertThat(page(file).getStatus()).as(file).isEqualTo(200);
        }
        all.assertAll();
    }

    @Test
    void nothingWithDataIsKeptByABrowserOrAProxy() throws Exception {
        Order order = parked("integrator");
        for (String url :
                List.of("/", "/orders", "/orders/" + order.id(), "/api/orders", "/api/orders/" + order.id())) {
            assertThat(String.valueOf(page(url).getHeader("Cache-Control")))
                    .as(url)
                    .contains("no-store");
        }
    }

    @Test
    void aCallByTlsBindsTheBrowserToTls() throws Exception {
        String header = mvc.perform(get("/login").secure(true))
                .andReturn()
                .getResponse()
                .getHeader("Strict-Transport-Security");
        assertThat(header).contains("max-age=31536000", "includeSubDomains");
    }
}
