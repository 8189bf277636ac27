package org.hospitalhub.operations.access;

import static org.springframework.security.config.Customizer.withDefaults;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import jakarta.servlet.http.HttpServletRequest;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Audit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.authentication.builders.AuthenticationManagerBuilder;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Configures authentication and authorisation of all HTTP requests (docs/security.md). Programs call {@code /api} with credentials
 * in every request; people use the screens and Hawtio in a session that begins at the log-in page.
 */
@Configuration
@OpenAPIDefinition(
        info = @Info(title = "Hospital Hub", version = "1"),
        security = {@SecurityRequirement(name = "basic"), @SecurityRequirement(name = "bearer")})
@SecurityScheme(name = "basic", type = SecuritySchemeType.HTTP, scheme = "basic")
@SecurityScheme(name = "bearer", type = SecuritySchemeType.HTTP, scheme = "bearer")
@EnableConfigurationProperties({HubUsers.class, OidcSettings.class})
class SecurityConfiguration {

    private static final String[] EVERYBODY_BUT_METRICS = {Roles.INTEGRATOR, Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN
    };

    @Bean
    LoginAttemptLimit loginLimit(InstantSource clock) {
        return new LoginAttemptLimit(clock);
    }

    @Bean
    CachingAuthenticationProvider rememberedLogins(
            HubUsers users, LoginAttemptLimit limit, Audit audit, InstantSource clock) {
        return new CachingAuthenticationProvider(users, limit, audit, clock);
    }

    @Bean
    SessionLimit sessionLimit(
            @Value("${hub.sessions.max:1000}") int inAll, @Value("${hub.sessions.per-user:20}") int perUser) {
        return new SessionLimit(inAll, perUser);
    }

    /** Without the parent that Spring makes of the same bean: it would check every wrong log-in a second time. */
    private static void checkOnce(HttpSecurity http, CachingAuthenticationProvider logins) {
        http.getSharedObject(AuthenticationManagerBuilder.class).parentAuthenticationManager(null);
        http.authenticationProvider(logins);
    }

    @Bean
    @Order(1)
    SecurityFilterChain programs(
            HttpSecurity http,
            CachingAuthenticationProvider logins,
            ObjectProvider<JwtDecoder> jwt,
            OidcSettings oidc,
            AccessErrorResponses refusals)
            throws Exception {
        checkOnce(http, logins);
        http.securityMatcher(
                        "/api/**",
                        "/actuator/prometheus",
                        "/actuator/health",
                        "/actuator/health/**",
                        "/v3/api-docs",
                        "/v3/api-docs/**",
                        "/v3/api-docs.yaml")
                .httpBasic(basic -> basic.authenticationEntryPoint(refusals::unknownProgram))
                // No cookie counts here, every call carries its own credentials; what a browser adds to another site's
                // call
                // by itself (a remembered Basic password) is turned away below.
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> SecurityHeaders.set(headers, oidc))
                .exceptionHandling(refused -> refused.authenticationEntryPoint(refusals::unknownProgram)
                        .accessDeniedHandler(refusals::forbiddenProgram))
                .authorizeHttpRequests(SecurityConfiguration::whoMayCall);
        if (jwt.getIfAvailable() != null) {
            http.oauth2ResourceServer(server -> server.authenticationEntryPoint(refusals::unknownProgram)
                    .jwt(token -> token.jwtAuthenticationConverter(new OidcTokenConverter(oidc))));
        }
        return http.build();
    }

    private static void whoMayCall(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry who) {
        who.requestMatchers(CrossSiteRequest::sent)
                .denyAll()
                .requestMatchers("/actuator/health/**", "/actuator/health")
                .permitAll()
                .requestMatchers(
                        HttpMethod.POST, "/api/orders/*/replay", "/api/orders/*/cancel", "/api/orders/*/arrived")
                .hasAnyRole(Roles.OPERATOR, Roles.ADMIN)
                .requestMatchers(HttpMethod.POST, "/api/orders/*", "/api/batches/*")
                .hasAnyRole(Roles.INTEGRATOR, Roles.ADMIN)
                .requestMatchers(HttpMethod.GET, "/api/batches/*/result")
                .hasAnyRole(Roles.INTEGRATOR, Roles.AUDITOR, Roles.ADMIN)
                .requestMatchers(reading(
                        "/api/orders",
                        "/api/orders/*",
                        "/api/orders/*/progress",
                        "/api/orders/*/attempts",
                        "/api/batches/*"))
                .hasAnyRole(EVERYBODY_BUT_METRICS)
                .requestMatchers(HttpMethod.POST, "/api/services/**", "/api/operations/**")
                .hasAnyRole(Roles.OPERATOR, Roles.ADMIN)
                .requestMatchers(HttpMethod.POST, "/api/routes/reload")
                .hasRole(Roles.ADMIN)
                .requestMatchers("/api/audit", "/api/audit/**")
                .hasAnyRole(Roles.AUDITOR, Roles.ADMIN)
                .requestMatchers(HttpMethod.OPTIONS, "/api/**")
                .hasAnyRole(EVERYBODY_BUT_METRICS)
                .requestMatchers(reading("/api/**"))
                .hasAnyRole(Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN)
                .requestMatchers("/actuator/prometheus")
                .hasAnyRole(Roles.METRICS, Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN)
                .requestMatchers("/v3/api-docs", "/v3/api-docs/**", "/v3/api-docs.yaml")
                .hasAnyRole(EVERYBODY_BUT_METRICS)
                .anyRequest()
                .denyAll();
    }

    /** HEAD asks what GET would answer. */
    private static RequestMatcher[] reading(String... paths) {
        PathPatternRequestMatcher.Builder matchers = PathPatternRequestMatcher.withDefaults();
        return Stream.of(HttpMethod.GET, HttpMethod.HEAD)
                .flatMap(verb -> Stream.of(paths).map(path -> matchers.matcher(verb, path)))
                .toArray(RequestMatcher[]::new);
    }

    @Bean
    @Order(2)
    SecurityFilterChain people(
            HttpSecurity http,
            CachingAuthenticationProvider logins,
            OidcSettings oidc,
            ObjectProvider<OidcLogIn> oidcLogIn,
            SessionLimit sessions,
            AccessErrorResponses refusals,
            InstantSource clock)
            throws Exception {
        checkOnce(http, logins);
        RequestCache wanted = new PathOnlyRequestCache();
        http.httpBasic(withDefaults())
                .requestCache(cache -> cache.requestCache(wanted))
                .sessionManagement(
                        session -> session.sessionAuthenticationStrategy(new CompositeSessionAuthenticationStrategy(
                                List.of(new ChangeSessionIdAuthenticationStrategy(), sessions))))
                .formLogin(form -> form.loginPage("/login")
                        .defaultSuccessUrl("/")
                        .failureHandler(refusedLogIn())
                        .permitAll())
                .logout(logout -> logout.logoutSuccessUrl("/login?bye").deleteCookies("JSESSIONID"))
                // Hawtio reads the token from the cookie and sends it in a header; forms carry it in a hidden field.
                .csrf(csrf -> csrf.csrfTokenRepository(CookieCsrfTokenRepository.withHttpOnlyFalse())
                        .csrfTokenRequestHandler(new FormCsrfTokenHandler()))
                .addFilterAfter(new CsrfCookieFilter(), CsrfFilter.class)
                .addFilterAfter(new SessionTimeoutFilter(clock), SecurityContextHolderFilter.class)
                .headers(headers -> SecurityHeaders.set(headers, oidc))
                .exceptionHandling(refused -> refused.authenticationEntryPoint(refusals::unknownPerson)
                        .accessDeniedHandler(refusals::forbiddenPerson))
                .authorizeHttpRequests(SecurityConfiguration::whoMaySee);
        OidcLogIn elsewhere = oidcLogIn.getIfAvailable();
        if (elsewhere != null) {
            http.oauth2Login(login -> elsewhere.set(login, wanted))
                    .logout(logout -> logout.logoutSuccessHandler(elsewhere.logout()));
        }
        return http.build();
    }

    /** Returns the handler of a log-in that failed, which creates no session. */
    static AuthenticationFailureHandler refusedLogIn() {
        AuthenticationFailureHandler wrong = shows("/login?error");
        AuthenticationFailureHandler busy = shows("/login?busy");
        return (request, response, why) -> {
            boolean unseen = why instanceof CachingAuthenticationProvider.BusyException;
            (unseen ? busy : wrong).onAuthenticationFailure(request, response, why);
        };
    }

    private static AuthenticationFailureHandler shows(String page) {
        SimpleUrlAuthenticationFailureHandler shows = new SimpleUrlAuthenticationFailureHandler(page);
        shows.setAllowSessionCreation(false);
        return shows;
    }

    private static void whoMaySee(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry who) {
        who.requestMatchers("/login", "/screens/**", "/webjars/**", "/favicon.ico", "/error")
                .permitAll()
                .requestMatchers(CrossSiteRequest::sent)
                .denyAll()
                .requestMatchers(HttpMethod.POST, "/orders/*/unmask")
                .hasAnyRole(Roles.AUDITOR, Roles.ADMIN)
                .requestMatchers("/audit", "/audit/**", "/batches/*/result")
                .hasAnyRole(Roles.AUDITOR, Roles.ADMIN)
                .requestMatchers(HttpMethod.GET, "/", "/overview", "/orders", "/orders/*")
                .hasAnyRole(EVERYBODY_BUT_METRICS)
                .requestMatchers(
                        HttpMethod.GET, "/parked", "/parked/*", "/batches", "/batches/*", "/routes", "/routes/picture")
                .hasAnyRole(Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN)
                .requestMatchers(HttpMethod.POST, "/routes/reload")
                .hasRole(Roles.ADMIN)
                .requestMatchers(HttpMethod.POST, "/orders/search")
                .hasAnyRole(Roles.OPERATOR, Roles.AUDITOR, Roles.ADMIN)
                .requestMatchers(HttpMethod.POST, "/orders/**", "/parked/**", "/services/**")
                .hasAnyRole(Roles.OPERATOR, Roles.ADMIN)
                .requestMatchers(HttpMethod.GET, "/operations/*/*/log-in/**")
                .hasAnyRole(Roles.OPERATOR, Roles.ADMIN)
                .requestMatchers(SecurityConfiguration::changesByLink)
                .denyAll()
                .requestMatchers(SecurityConfiguration::jolokiaOfAnotherOrigin)
                .denyAll()
                .requestMatchers("/actuator/hawtio", "/actuator/hawtio/**", "/actuator/jolokia", "/actuator/jolokia/**")
                .hasAnyRole(Roles.OPERATOR, Roles.ADMIN)
                // Which library in which version is what an attacker would like to read first.
                .requestMatchers("/actuator/sbom", "/actuator/sbom/**")
                .hasAnyRole(Roles.OPERATOR, Roles.ADMIN)
                .requestMatchers("/actuator", "/actuator/**")
                .hasRole(Roles.ADMIN)
                .anyRequest()
                .hasRole(Roles.ADMIN);
    }

    private static boolean jolokiaOfAnotherOrigin(HttpServletRequest request) {
        return path(request).startsWith("/actuator/jolokia") && CrossSiteRequest.foreignOrigin(request);
    }

    private static String path(HttpServletRequest request) {
        return request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
    }

    /** Jolokia would run an operation for a GET; a link on a foreign page must not be one. Hawtio posts, with its token. */
    private static boolean changesByLink(HttpServletRequest request) {
        String path = path(request);
        boolean telling = path.equals("/actuator/jolokia") || path.equals("/actuator/jolokia/version");
        return path.startsWith("/actuator/jolokia")
                && !"POST".equals(request.getMethod())
                && !(telling && request.getParameter("p") == null);
    }
}
