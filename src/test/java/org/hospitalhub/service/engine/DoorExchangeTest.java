package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.impl.DefaultCamelContext;
import org.hospitalhub.service.definition.ServiceFolder;
import org.hospitalhub.tls.Identities;
import org.hospitalhub.tls.keys.IdentitySettings;
import org.junit.jupiter.api.Test;

/** The client of a door belongs to the identity that the order names. */
class DoorExchangeTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z"));
    private static final String DEFINITION = """
            service: lab
            settings: {base-url: {type: url, required: true, on-off: true}}
            doors: {api: {url: "{settings.base-url}", tls: {identity: "{values.who}"}}}
            errors: [{when: any, then: park}]
            operations:
              lab.order:
                kind: ask
                values: {who: .who}
                step: {request: GET /orders, answer: [{when: {status: 200}, then: done, result: {number: .number}}]}
            """;

    @Test
    void twoIdentitiesWhoseNamesDifferInOtherLettersHaveTwoClients() throws Exception {
        ServiceProgram program = ServiceFixture.of(
                        new ServiceFolder("lab", false, Map.of("service.yaml", DEFINITION)),
                        Map.of("hub.lab.base-url", "http://127.0.0.1:1"),
                        CLOCK)
                .program();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            DoorExchange doors = new DoorExchange(ServiceFixture.clients(
                    timer, Duration.ofSeconds(1), new Identities(new IdentitySettings(Map.of())), CLOCK));

            assertThat(endpoint(doors, program, camel, "Иванов"))
                    .isNotEqualTo(endpoint(doors, program, camel, "Петров"));
        } finally {
            timer.shutdownNow();
        }
    }

    private static String endpoint(DoorExchange doors, ServiceProgram program, DefaultCamelContext camel, String who) {
        Map<String, String> values = Map.of("who", who);
        ServiceCall call =
                new ServiceCall("api", values, "GET", "/orders", null, Map.of(), null, null, false, false, false);
        DoorClients.ReadyDoor door = doors.door(program, "api", values);
        return doors.endpoint(
                camel, "lab", call, door, DoorExchange.target(door, call).orElseThrow());
    }
}
