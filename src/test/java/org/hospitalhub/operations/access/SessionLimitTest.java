package org.hospitalhub.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSessionEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.authentication.TestingAuthenticationToken;

class SessionLimitTest {

    private final SessionLimit limit = new SessionLimit(5, 2);
    private final List<MockHttpSession> sessions = new ArrayList<>();

    private MockHttpSession logIn(String user) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        MockHttpSession session = new MockHttpSession() {
            @Override
            public void invalidate() {
                super.invalidate();
                limit.sessionDestroyed(new HttpSessionEvent(this));
            }
        };
        request.setSession(session);
        limit.sessionCreated(new HttpSessionEvent(session));
        limit.onAuthentication(new TestingAuthenticationToken(user, ""), request, new MockHttpServletResponse());
        sessions.add(session);
        return session;
    }

    @Test
    void oneSessionMoreOfAUserEndsTheOneUsedLongestAgo() throws Exception {
        MockHttpSession first = logIn("olga");
        first.access();
        Thread.sleep(2);
        MockHttpSession second = logIn("olga");
        second.access();
        logIn("olga");
        assertThat(first.isInvalid()).isTrue();
        assertThat(second.isInvalid()).isFalse();
    }

    @Test
    void thereAreNeverMoreSessionsThanTheLimitInAll() {
        for (int i = 0; i < 50; i++) {
            logIn("user" + i);
        }
        assertThat(sessions).filteredOn(session -> !session.isInvalid()).hasSize(5);
        assertThat(sessions.get(49).isInvalid()).isFalse();
    }

    @Test
    void sessionsThatACallMakesCountToo() {
        for (int i = 0; i < 50; i++) {
            MockHttpSession session = new MockHttpSession();
            limit.sessionCreated(new HttpSessionEvent(session));
            sessions.add(session);
        }
        assertThat(sessions).filteredOn(session -> !session.isInvalid()).hasSize(5);
    }
}
