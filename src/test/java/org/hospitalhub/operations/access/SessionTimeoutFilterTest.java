package org.hospitalhub.operations.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;

class SessionTimeoutFilterTest {

    private Instant now = Instant.parse("2026-11-30T08:00:00Z");
    private final SessionTimeoutFilter filter = new SessionTimeoutFilter(() -> now);
    private final MockHttpSession session = new MockHttpSession();

    SessionTimeoutFilterTest() {
        session.setMaxInactiveInterval(1_800);
    }

    private void call(String... parameters) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setSession(session);
        for (String name : parameters) {
            request.addParameter(name, "1");
        }
        filter.doFilter(request, new MockHttpServletResponse(), new MockFilterChain());
    }

    @Test
    void aPageThatRefreshesItselfKeepsNoSessionAlive() throws Exception {
        call();
        now = now.plus(Duration.ofMinutes(20));
        call("live");
        now = now.plus(Duration.ofMinutes(20));
        call("live");
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void aSessionThatIsAlwaysTouchedEndsAfterTwelveHours() throws Exception {
        for (int i = 0; i < 49; i++) {
            call();
            assertThat(session.isInvalid()).isFalse();
            now = now.plus(Duration.ofMinutes(15));
        }
        call();
        assertThat(session.isInvalid()).isTrue();
    }
}
