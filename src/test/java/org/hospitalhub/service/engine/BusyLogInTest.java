package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hospitalhub.ledger.Order;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token service that says "later" is asked once for all orders, not once for each. */
class BusyLogInTest {

    private static final int ORDERS = 30;
    private static final String YAML = """
            service: lab
            title: {en: Laboratory}
            settings:
              base-url: {type: url, required: true, on-off: true}
              token: {type: secret, required: true}
            limits: [{requests: 1000, window: 60s}]
            doors:
              api:
                url: "{settings.base-url}"
                auth: {kind: oauth2-client-credentials, token-url: "{settings.base-url}/token", client-id: hub, client-secret: "{settings.token}"}
              open: {url: "{settings.base-url}", auth: none}
            errors:
              - {when: any, then: park}
            operations:
              lab.closed:
                kind: ask
                step: {door: api, request: GET /closed, answer: [{when: {status: 200}, then: done, result: {ok: .ok}}]}
            """;
    private static final String OPEN = """
              lab.open:
                kind: ask
                step: {door: open, request: GET /open, answer: [{when: {status: 200}, then: done, result: {ok: .ok}}]}
            """.indent(0);

    private LabFixture lab;
    private LabFixture.Answer logIn = busy(429, Map.of("Retry-After", "120"));

    private static LabFixture.Answer busy(int status, Map<String, String> headers) {
        return new LabFixture.Answer(status, "", headers);
    }

    private void start(Path folder, String yaml) throws Exception {
        lab = new LabFixture(
                folder,
                yaml,
                asked -> asked.line().startsWith("POST /api/token") ? logIn : LabFixture.Answer.json("{\"ok\":1}"));
    }

    @AfterEach
    void stop() {
        lab.close();
    }

    private List<Order> accept(String operation) {
        return IntStream.range(0, ORDERS)
                .mapToObj(n -> lab.accept(operation, "{\"n\":" + n + "}"))
                .toList();
    }

    /** Does what is due now. */
    private int tries() {
        int tries = 0;
        while (lab.one()) {
            tries++;
        }
        return tries;
    }

    private long logIns() {
        return lab.seen().stream().filter(line -> line.contains("/token")).count();
    }

    private void letLogIn() {
        logIn = LabFixture.Answer.json("{\"access_token\":\"t\",\"expires_in\":3600}");
    }

    private long completed(List<Order> orders) {
        return orders.stream()
                .filter(order -> lab.find(order).state() == State.COMPLETED)
                .count();
    }

    private Services.Hold hold() {
        return lab.ledger().services().all(lab.instant()).stream()
                .flatMap(service -> service.holds().stream())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anAnswer429OfTheTokenServiceCostsOneTryOfOneOrder(@TempDir Path folder) throws Exception {
        start(folder, YAML);
        accept("lab.closed");
        assertThat(tries()).isEqualTo(1);
        lab.advance(Duration.ofSeconds(119));
        assertThat(tries()).isZero();
        assertThat(logIns()).isEqualTo(1);
    }

    @Test
    void afterTheTimeThatItAskedForOneOrderTriesAndAllGoOn(@TempDir Path folder) throws Exception {
        start(folder, YAML);
        List<Order> orders = accept("lab.closed");
        tries();
        lab.advance(Duration.ofSeconds(120));
        assertThat(tries()).as("it says later again").isEqualTo(1);
        letLogIn();
        lab.advance(Duration.ofSeconds(120));
        tries();
        lab.advance(Duration.ofSeconds(60));
        tries();
        assertThat(completed(orders)).isEqualTo(ORDERS);
        assertThat(logIns()).isEqualTo(3);
    }

    @Test
    void theHoldSaysWhatTheTokenServiceSaid(@TempDir Path folder) throws Exception {
        start(folder, YAML);
        accept("lab.closed");
        tries();
        assertThat(hold().words().text()).startsWith("waiting for a log-in: ").contains("HTTP 429");
        assertThat(hold().next()).isEqualTo(lab.instant().plusSeconds(120));
    }

    @Test
    void aPauseOfMonthsIsReadAsADay(@TempDir Path folder) throws Exception {
        logIn = busy(429, Map.of("Retry-After", "99999999"));
        start(folder, YAML);
        accept("lab.closed");
        tries();
        assertThat(hold().next()).isEqualTo(lab.instant().plus(Duration.ofHours(24)));
    }

    @Test
    void aTokenServiceThatIsOutOfOrderIsAskedLessAndLessOften(@TempDir Path folder) throws Exception {
        logIn = busy(500, Map.of());
        start(folder, YAML);
        accept("lab.closed");
        for (int second = 0; second < 600; second++) {
            tries();
            lab.advance(Duration.ofSeconds(1));
        }
        // 1, 2, 4, 8, 16 and 32 seconds, then a minute.
        assertThat(logIns()).isBetween(12L, 17L);
    }

    @Test
    void theTimeIsKeptOverARestart(@TempDir Path folder) throws Exception {
        start(folder, YAML);
        accept("lab.closed");
        tries();
        lab.restart();
        assertThat(tries()).isZero();
        assertThat(logIns()).isEqualTo(1);
    }

    @Test
    void stepsOfADoorWithoutThisLogInGoOn(@TempDir Path folder) throws Exception {
        start(folder, YAML + OPEN);
        List<Order> closed = accept("lab.closed");
        tries();
        List<Order> open = accept("lab.open");
        moves();
        assertThat(completed(open)).isEqualTo(ORDERS);
        assertThat(completed(closed)).isZero();
        assertThat(logIns()).isEqualTo(1);
        letLogIn();
        lab.advance(Duration.ofSeconds(120));
        moves();
        lab.advance(Duration.ofSeconds(60));
        moves();
        assertThat(completed(closed)).isEqualTo(ORDERS);
    }

    /** Like {@link #tries}, also where a claim only moves orders out of the way. */
    private void moves() {
        for (int n = 0; n < 5 * ORDERS; n++) {
            lab.one();
        }
    }

    @Test
    void oneRefusalOfTheTokenServiceCostsOneOrder(@TempDir Path folder) throws Exception {
        logIn = busy(401, Map.of());
        start(folder, YAML);
        List<Order> orders = accept("lab.closed");
        tries();
        letLogIn();
        lab.advance(Duration.ofSeconds(10));
        tries();
        lab.advance(Duration.ofSeconds(60));
        tries();
        assertThat(parked(orders)).isEqualTo(1);
        assertThat(completed(orders)).isEqualTo(ORDERS - 1);
    }

    @Test
    void threeRefusalsOfTheTokenServiceHoldTheOthers(@TempDir Path folder) throws Exception {
        logIn = busy(401, Map.of());
        start(folder, YAML);
        List<Order> orders = accept("lab.closed");
        for (int refusal = 0; refusal < 3; refusal++) {
            tries();
            lab.advance(Duration.ofSeconds(10));
        }
        assertThat(parked(orders)).isEqualTo(3);
        assertThat(hold().words().text()).startsWith("held after 3 refusals");
        assertThat(hold().next()).isEqualTo(lab.instant().plusSeconds(290));
        assertThat(logIns()).isEqualTo(3);
    }

    private long parked(List<Order> orders) {
        return orders.stream()
                .filter(order -> lab.find(order).state() == State.PARKED)
                .count();
    }
}
