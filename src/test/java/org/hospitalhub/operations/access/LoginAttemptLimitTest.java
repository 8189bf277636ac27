package org.hospitalhub.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

class LoginAttemptLimitTest {

    private Instant now = Instant.parse("2026-11-21T09:00:00Z");
    private final LoginAttemptLimit limit = new LoginAttemptLimit(() -> now);

    private static UsernamePasswordAuthenticationToken login(String name, String address) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setRemoteAddr(address);
        UsernamePasswordAuthenticationToken login = UsernamePasswordAuthenticationToken.unauthenticated(name, "x");
        login.setDetails(new WebAuthenticationDetails(request));
        return login;
    }

    private void guess(int times, String name, String address) {
        for (int i = 0; i < times; i++) {
            limit.wrongPassword(login(name, address));
        }
    }

    @Test
    void tenWrongPasswordsCloseTheDoorForFiveMinutes() {
        guess(10, "olga", "10.0.0.1");
        assertThatThrownBy(() -> limit.check(login("olga", "10.0.0.1")))
                .isInstanceOf(LoginAttemptLimit.TooManyException.class);
        now = now.plus(Duration.ofMinutes(5).plusSeconds(1));
        assertThatCode(() -> limit.check(login("olga", "10.0.0.1"))).doesNotThrowAnyException();
    }

    @Test
    void itIsSaidWhenTheDoorIsOpenAgain() {
        guess(10, "olga", "10.0.0.1");
        now = now.plus(Duration.ofMinutes(2));
        assertThatThrownBy(() -> limit.check(login("olga", "10.0.0.1")))
                .isInstanceOfSatisfying(
                        LoginAttemptLimit.TooManyException.class,
                        closed -> assertThat(closed.retryAfter()).isEqualTo(181));
    }

    @Test
    void aStrangerDoesNotLockOutTheNightShift() {
        guess(10, "olga", "10.0.0.1");
        assertThatCode(() -> limit.check(login("olga", "10.0.0.2"))).doesNotThrowAnyException();
    }

    @Test
    void manyNamesFromOneAddressCloseItToo() {
        for (int i = 0; i < 50; i++) {
            guess(1, "name" + i, "10.0.0.1");
        }
        assertThatThrownBy(() -> limit.check(login("boris", "10.0.0.1")))
                .isInstanceOf(LoginAttemptLimit.TooManyException.class);
    }
}
