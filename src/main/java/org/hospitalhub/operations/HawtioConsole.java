package org.hospitalhub.operations;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jolokia.server.core.http.AgentServlet;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Hawtio's console under {@code /actuator/hawtio}: its static files, the few addresses that they ask for, and Jolokia. Hawtio's
 * own starter is made for Spring Boot 3 and stays off ({@code hawtio.enabled}); log-in and roles are Spring Security's.
 */
@Configuration
class HawtioConsole implements WebMvcConfigurer {

    private static final String HAWTIO = "/actuator/hawtio";
    private static final String JOLOKIA = "/actuator/jolokia";

    /** The part after {@link #HAWTIO} in the address of a page of the console; its files and services have other names. */
    private static final String PAGE = "/{page:(?!static|img|jolokia|user|plugin|auth|keycloak|proxy)[a-z]+}";

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(HAWTIO + "/**").addResourceLocations("classpath:/hawtio-static/");
    }

    @Bean
    ServletRegistrationBean<AgentServlet> jolokia() {
        ServletRegistrationBean<AgentServlet> servlet =
                new ServletRegistrationBean<>(new FewCallsServlet(), JOLOKIA + "/*");
        servlet.setName("jolokia");
        // The console needs little of each; some attributes lead to everything in memory, and one answer would fill the
        // heap.
        servlet.setInitParameters(Map.of("restrictorClass", HawtioRules.class.getName(), "maxObjects", "200000"));
        return servlet;
    }

    /** The addresses that the console requests from its server. */
    @Controller
    static final class HawtioPages {

        private final String index;
        private final InstantSource clock;

        HawtioPages(InstantSource clock) throws IOException {
            String shipped =
                    new ClassPathResource("hawtio-static/index.html").getContentAsString(StandardCharsets.UTF_8);
            this.index = shipped.replace("\"/hawtio/", "\"" + HAWTIO + "/");
            this.clock = clock;
        }

        @GetMapping(HAWTIO)
        String withSlash() {
            return "redirect:" + HAWTIO + "/";
        }

        /** Returns the one page of the console; its script reads the rest of the address. */
        @GetMapping(
                path = {HAWTIO + "/", HAWTIO + "/index.html", HAWTIO + PAGE, HAWTIO + PAGE + "/**"},
                produces = MediaType.TEXT_HTML_VALUE)
        @ResponseBody
        String index() {
            return index;
        }

        /** Forwards to Jolokia, which the console looks for below its own address. */
        @RequestMapping(HAWTIO + "/jolokia/**")
        String jolokia(HttpServletRequest request) {
            return "forward:" + JOLOKIA + request.getRequestURI().substring((HAWTIO + "/jolokia").length());
        }

        /** Returns the user that makes the console ask for no log-in of its own. */
        @GetMapping(path = HAWTIO + "/user", produces = MediaType.APPLICATION_JSON_VALUE)
        @ResponseBody
        String user() {
            return "\"public\"";
        }

        @GetMapping({HAWTIO + "/plugin", HAWTIO + "/auth/config", HAWTIO + "/auth/config/login"})
        @ResponseBody
        List<Object> none() {
            return List.of();
        }

        @GetMapping(HAWTIO + "/auth/config/oidc")
        @ResponseBody
        Map<String, Object> noOidc() {
            return Map.of();
        }

        @GetMapping({HAWTIO + "/keycloak/enabled", HAWTIO + "/proxy/enabled"})
        @ResponseBody
        boolean off() {
            return false;
        }

        /** Returns how long a session of the console lives, in seconds, beside both clocks in milliseconds. */
        @GetMapping(HAWTIO + "/auth/config/session-timeout")
        @ResponseBody
        Map<String, Object> sessionTimeout(@RequestParam(name = "t", defaultValue = "0") long sent) {
            return Map.of(
                    "req",
                    sent,
                    "now",
                    clock.millis(),
                    "timeout",
                    Duration.ofMinutes(30).toSeconds());
        }
    }
}
