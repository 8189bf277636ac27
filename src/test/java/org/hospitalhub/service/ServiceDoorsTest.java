package org.hospitalhub.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.hospitalhub.service.engine.ServiceFixture;
import org.junit.jupiter.api.Test;

/** The addresses of a service that doctor checks: its doors, and where its log-ins come from. */
class ServiceDoorsTest {

    private static List<String> doors(Map<String, String> settings) {
        return ServiceFixture.ofTheJar("ehealth", settings, InstantSource.system()).doors().stream()
                .map(door -> door.name() + " " + door.url() + (door.logIn() ? " log-in" : ""))
                .toList();
    }

    @Test
    void theAddressOfTheLogInIsOneOfThemWhereItIsAnotherHost() {
        assertThat(doors(Map.of(
                        "hub.ehealth.base-url", "https://api.example", "hub.ehealth.auth-url", "https://auth.example")))
                .containsExactly("api https://api.example", "log-in https://auth.example/oauth/tokens log-in");
    }

    @Test
    void aLogInAtTheHostOfADoorIsNoFurtherAddress() {
        assertThat(doors(Map.of("hub.ehealth.base-url", "https://api.example")))
                .containsExactly("api https://api.example");
    }

    @Test
    void aServiceThatIsOffHasNone() {
        assertThat(doors(Map.of())).isEmpty();
    }
}
