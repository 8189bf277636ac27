package org.hospitalhub.sandbox.n3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The log of client violations: exact times, no personal data. */
class N3JournalTest {

    private final N3SimulatorFixture fixture = N3SimulatorFixture.completingAfterSeconds(30);

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void fiftyRequestsInAMinuteAreNoViolation() throws Exception {
        ask(50);

        JsonNode log = fixture.json("/sandbox/n3/log");
        assertThat(log.path("maxInWindow").intValue()).isEqualTo(50);
        assertThat(log.path("limitViolations")).isEmpty();
    }

    @Test
    void theFiftyFirstIsCountedAndAnsweredWithTheLimit() throws Exception {
        ask(50);
        fixture.pass(Duration.ofSeconds(59));

        var answer = fixture.get("/n3/snils/none");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        JsonNode violation =
                fixture.json("/sandbox/n3/log").path("limitViolations").path(0);
        assertThat(violation.path("count").intValue()).isEqualTo(51);
        assertThat(violation.path("at").asText())
                .isEqualTo(N3SimulatorFixture.START.plusSeconds(59).toString());
    }

    @Test
    void theWindowIsHalfOpen() throws Exception {
        ask(50);
        fixture.pass(Duration.ofSeconds(60));
        ask(50);

        assertThat(fixture.json("/sandbox/n3/log").path("limitViolations")).isEmpty();
    }

    @Test
    void withoutEnforcementTheLimitIsOnlyCounted() throws Exception {
        fixture.post("/sandbox/n3/settings", "{\"enforce\":false,\"limit\":2}");
        ask(2);

        assertThat(fixture.get("/n3/snils/none").statusCode()).isEqualTo(404);
        assertThat(fixture.json("/sandbox/n3/log").path("limitViolations")).hasSize(1);
    }

    @Test
    void aQuestionTooSoonAfterTheOrderIsAViolation() throws Exception {
        String order = fixture.order("Иванов");
        fixture.pass(Duration.ofMillis(9_999));
        fixture.get(order);

        JsonNode violations = fixture.json("/sandbox/n3/log").path("pauseViolations");
        assertThat(violations).hasSize(1);
        assertThat(violations.path(0).path("gapMillis").longValue()).isEqualTo(9_999);
        assertThat(violations.path(0).path("order").asText()).isEqualTo(order.substring("/n3/snils/".length()));
    }

    @Test
    void tenSecondsBetweenQuestionsKeepThePause() throws Exception {
        String order = fixture.order("Иванов");
        fixture.pass(Duration.ofSeconds(10));
        fixture.get(order);
        fixture.pass(Duration.ofSeconds(10));
        fixture.get(order);

        assertThat(fixture.json("/sandbox/n3/log").path("pauseViolations")).isEmpty();
    }

    @Test
    void questionsAboutDifferentOrdersNeedNoPause() throws Exception {
        askTwoOrdersAtOnce();

        assertThat(fixture.json("/sandbox/n3/log").path("pauseViolations")).isEmpty();
    }

    @Test
    void perClientTheyNeedOne() throws Exception {
        fixture.post("/sandbox/n3/settings", "{\"pauseScope\":\"CLIENT\"}");
        askTwoOrdersAtOnce();

        assertThat(fixture.json("/sandbox/n3/log").path("pauseViolations")).hasSize(1);
    }

    @Test
    void anEnforcedPauseIsAnsweredWithAnError() throws Exception {
        fixture.post("/sandbox/n3/settings", "{\"enforcePause\":true}");
        String order = fixture.order("Иванов");

        assertThat(fixture.get(order).statusCode()).isEqualTo(429);
    }

    @Test
    void theSameRequestOrderedTwiceIsADuplicate() throws Exception {
        fixture.order("Иванов");
        fixture.order("ИВАНОВ");
        fixture.order("Петров");

        JsonNode log = fixture.json("/sandbox/n3/log");
        assertThat(log.path("duplicateOrders").intValue()).isEqualTo(1);
        assertThat(log.path("duplicates").path(0).path("first").asText())
                .isEqualTo(log.path("requests").path(0).path("order").asText());
    }

    @Test
    void aLineShowsTheRequestButNotThePerson() throws Exception {
        String order = fixture.order("Иванов");

        JsonNode log = fixture.json("/sandbox/n3/log");
        assertThat(log.path("counts").toString()).isEqualTo("{\"post\":1,\"get\":0}");
        assertThat(log.path("requests").toString())
                .isEqualTo("[{\"at\":\"2026-03-01T09:00:00Z\",\"method\":\"POST\",\"path\":\"/snils\",\"order\":\""
                        + order.substring("/n3/snils/".length()) + "\",\"status\":200}]");
    }

    @Test
    void theLogCanBeCutFromBothEnds() throws Exception {
        ask(3);
        fixture.pass(Duration.ofSeconds(1));
        ask(2);

        assertThat(fixture.json("/sandbox/n3/log?since=2026-03-01T09:00:01Z").path("requests"))
                .hasSize(2);
        assertThat(fixture.json("/sandbox/n3/log?limit=4").path("requests")).hasSize(4);
    }

    @Test
    void aClearedLogIsEmpty() throws Exception {
        ask(3);
        fixture.delete("/sandbox/n3/log");

        assertThat(fixture.json("/sandbox/n3/log").path("requests")).isEmpty();
        assertThat(fixture.json("/sandbox/n3/log").path("counts").path("get").intValue())
                .isZero();
    }

    private void askTwoOrdersAtOnce() throws Exception {
        String one = fixture.order("Иванов");
        String other = fixture.order("Петров");
        fixture.pass(Duration.ofSeconds(10));
        fixture.get(one);
        fixture.get(other);
    }

    private void ask(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            fixture.get("/n3/snils/none");
        }
    }
}
