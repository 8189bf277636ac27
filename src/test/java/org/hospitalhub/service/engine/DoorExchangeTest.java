package org.hospitalhub.service.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.component.http.HttpClientConfigurer;
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

    private static ServiceProgram program() {
        return ServiceFixture.of(
                        new ServiceFolder("lab", false, Map.of("service.yaml", DEFINITION)),
                        Map.of("hub.lab.base-url", "http://127.0.0.1:1"),
                        CLOCK)
                .program();
    }

    private static DoorExchange doors(ScheduledExecutorService timer, DoorConfigurerRepository configurers) {
        Identities none = new Identities(new IdentitySettings(Map.of()));
        return new DoorExchange(ServiceFixture.clients(timer, Duration.ofSeconds(1), none, CLOCK), configurers);
    }

    @Test
    void anOrderCannotNameASettingAsItsIdentity() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            DoorClients.ReadyDoor door = doors(timer, new DoorConfigurerRepository())
                    .door(program(), "api", Map.of("who", "{settings.base-url}"));

            assertThat(door.identity()).isEqualTo("{settings.base-url}");
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void twoIdentitiesWhoseNamesDifferInOtherLettersHaveTwoClients() throws Exception {
        ServiceProgram program = program();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        try {
            DoorExchange doors = doors(timer, new DoorConfigurerRepository());

            assertThat(endpoint(doors, program, "Иванов")).isNotEqualTo(endpoint(doors, program, "Петров"));
        } finally {
            timer.shutdownNow();
        }
    }

    @Test
    void manyDoorsAreCalledForTheFirstTimeAtOnce() throws Exception {
        ServiceProgram program = program();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        ExecutorService lanes = Executors.newFixedThreadPool(8);
        try {
            DoorConfigurerRepository configurers = new DoorConfigurerRepository();
            DoorExchange doors = doors(timer, configurers);
            CyclicBarrier together = new CyclicBarrier(8);
            List<Future<Integer>> calls = new ArrayList<>();
            for (int lane = 0; lane < 8; lane++) {
                String name = "lane-" + lane + "-";
                calls.add(lanes.submit(() -> {
                    together.await();
                    int found = 0;
                    for (int i = 0; i < 300; i++) {
                        String endpoint = endpoint(doors, program, name + i);
                        String client = endpoint.substring(endpoint.indexOf('#') + 1);
                        found += configurers.lookupByNameAndType(client, HttpClientConfigurer.class) == null ? 0 : 1;
                    }
                    return found;
                }));
            }
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isEqualTo(300);
            }
        } finally {
            lanes.shutdownNow();
            timer.shutdownNow();
        }
    }

    private static String endpoint(DoorExchange doors, ServiceProgram program, String who) {
        Map<String, String> values = Map.of("who", who);
        ServiceCall call =
                new ServiceCall("api", values, "GET", "/orders", null, Map.of(), null, null, false, false, false);
        DoorClients.ReadyDoor door = doors.door(program, "api", values);
        return doors.endpoint("lab", call, door, DoorExchange.target(door, call).orElseThrow());
    }
}
