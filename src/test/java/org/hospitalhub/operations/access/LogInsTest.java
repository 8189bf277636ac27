package org.hospitalhub.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.httpBasic;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.operations.SharedHub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.AuthenticationException;

/** Wrong passwords: each is counted, compared and recorded once, and the time reveals nothing about the name. */
class LogInsTest extends SharedHub {

    private int status(String name, String password, String address) throws Exception {
        return mvc.perform(get("/api/services").with(httpBasic(name, password)).with(call -> {
                    call.setRemoteAddr(address);
                    return call;
                }))
                .andReturn()
                .getResponse()
                .getStatus();
    }

    private long refusals() {
        return audit.list(new Audit.Query("auditor", "log-in-refused", null, null, null, null), 100)
                .size();
    }

    @Test
    void aWrongPasswordIsOneEntryInTheAudit() throws Exception {
        long before = refusals();
        status("auditor", "wrong", "10.0.0.7");
        assertThat(refusals() - before).isEqualTo(1);
    }

    @Test
    void tenWrongPasswordsAreAllowedBeforeTheHubAsksToWait() throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            statuses.add(status("auditor", "wrong" + i, "10.0.0.8"));
        }
        assertThat(statuses.subList(0, 10)).containsOnly(401);
        assertThat(statuses.get(10)).isEqualTo(429);
    }

    private static String pageAfter(AuthenticationException refused) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        SecurityConfiguration.refusedLogIn().onAuthenticationFailure(new MockHttpServletRequest(), response, refused);
        return String.valueOf(response.getRedirectedUrl());
    }

    @Test
    void aFormThatWasNotLookedAtIsDistinguishedFromAWrongPassword() throws Exception {
        assertThat(pageAfter(new BadCredentialsException("wrong"))).isEqualTo("/login?error");
        assertThat(pageAfter(new CachingAuthenticationProvider.BusyException())).isEqualTo("/login?busy");
    }

    @ParameterizedTest
    @CsvSource({"en,seconds", "ru,секунд", "uk,секунд", "bg,секунди"})
    void theLogInPageSaysThatTheHubIsBusy(String language, String word) throws Exception {
        assertThat(mvc.perform(get("/login").param("busy", "").header("Accept-Language", language))
                        .andReturn()
                        .getResponse()
                        .getContentAsString(StandardCharsets.UTF_8))
                .contains(word);
    }

    @Test
    void anUnknownNameTakesAsLongAsOneWithAPlainPassword() {
        HubUsers users = new HubUsers(List.of(new HubUsers.User("known", "plain", Set.of("OPERATOR"))));
        PasswordVerifier passwords = new PasswordVerifier(users);
        long known = time(() -> passwords.matches("wrong", "plain"));
        long unknown = time(() -> passwords.pretend("nobody", "wrong"));
        assertThat(Math.max(known, unknown)).isLessThan(5 * Math.min(known, unknown));
    }

    /** The quickest of some tries, so that a busy machine does not matter. */
    private static long time(Runnable comparison) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long began = System.nanoTime();
            comparison.run();
            best = Math.min(best, System.nanoTime() - began);
        }
        return best;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{bcrypt}$2a$10$short",
                "{bcrytp}$2a$10$GRLdNijSQMUvl/au9ofL.eDwmoohzzS7.rmNSJZ.0FxO/BTk76klW",
                "{bcrypt}$2a$99$GRLdNijSQMUvl/au9ofL.eDwmoohzzS7.rmNSJZ.0FxO/BTk76klW",
                "{bcrypt}$2a$31$GRLdNijSQMUvl/au9ofL.eDwmoohzzS7.rmNSJZ.0FxO/BTk76klW",
                "{bcrypt} $2a$10$GRLdNijSQMUvl/au9ofL.eDwmoohzzS7.rmNSJZ.0FxO/BTk76klW",
                "$2a$10$GRLdNijSQMUvl/au9ofL.eDwmoohzzS7.rmNSJZ.0FxO/BTk76klW",
                "{bcrypt",
                "{}x",
                "{MD5}5f4dcc3b5aa765d61d8327deb882cf99",
                "{ldap}{SSHA}abc",
                "{pbkdf2}nothex",
                "{argon2}$argon2id$v=19$m=9999999,t=3,p=1$c29tZXNhbHQ$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNo",
                "{scrypt}$e0801$x"
            })
    void anUnusableHashIsFoundBeforeAnybodyLogsIn(String configured) {
        assertThat(PasswordHash.problem(configured))
                .hasValueSatisfying(said -> assertThat(said).doesNotContain("GRLd", "5f4dcc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "$2 is a price",
                "{noop}plain",
                "{bcrypt}$2a$10$GRLdNijSQMUvl/au9ofL.eDwmoohzzS7.rmNSJZ.0FxO/BTk76klW"
            })
    void aUsablePasswordIsTaken(String configured) {
        assertThat(PasswordHash.problem(configured)).isEmpty();
    }

    @Test
    void aHashOfOursIsTakenAndMatches() {
        String hash = PasswordHash.of("Секрет 1");
        assertThat(PasswordHash.problem(hash)).isEmpty();
        assertThat(PasswordHash.encoders().matches("Секрет 1", hash)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "argon2",
                "argon2@SpringSecurity_v5_8",
                "scrypt",
                "scrypt@SpringSecurity_v5_8",
                "pbkdf2",
                "pbkdf2@SpringSecurity_v5_8"
            })
    void theHashesThatSpringMakesAreTaken(String kind) {
        assertThat(PasswordHash.problem(spring(kind))).isEmpty();
    }

    @SuppressWarnings("deprecation") // old hashes of hospitals are still taken
    private static String spring(String kind) {
        return "{" + kind + "}"
                + switch (kind) {
                    case "argon2" ->
                        org.springframework.security.crypto.argon2.Argon2PasswordEncoder
                                .defaultsForSpringSecurity_v5_2()
                                .encode("x");
                    case "argon2@SpringSecurity_v5_8" ->
                        org.springframework.security.crypto.argon2.Argon2PasswordEncoder
                                .defaultsForSpringSecurity_v5_8()
                                .encode("x");
                    case "scrypt" ->
                        org.springframework.security.crypto.scrypt.SCryptPasswordEncoder
                                .defaultsForSpringSecurity_v4_1()
                                .encode("x");
                    case "scrypt@SpringSecurity_v5_8" ->
                        org.springframework.security.crypto.scrypt.SCryptPasswordEncoder
                                .defaultsForSpringSecurity_v5_8()
                                .encode("x");
                    case "pbkdf2" ->
                        org.springframework.security.crypto.password.Pbkdf2PasswordEncoder
                                .defaultsForSpringSecurity_v5_5()
                                .encode("x");
                    default ->
                        org.springframework.security.crypto.password.Pbkdf2PasswordEncoder
                                .defaultsForSpringSecurity_v5_8()
                                .encode("x");
                };
    }
}
