package org.hospitalhub.operations.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.Problem;
import org.junit.jupiter.api.Test;

class ServiceReachabilityTest {

    private static final Instant START = Instant.parse("2026-11-21T09:00:00Z");

    private Instant now = START;
    private final ServiceReachability reachability = new ServiceReachability(() -> now);

    private static Outcome failed(Remedy remedy) {
        return new Outcome.Failed(new Problem("CODE", "title", "detail"), remedy, null, null);
    }

    @Test
    void aServiceIsSilentFromItsFirstLostAnswerUntilAnyAnswer() {
        for (Outcome answer : List.of(
                new Outcome.Done(JsonNodeFactory.instance.objectNode()),
                new Outcome.Refused(List.of()),
                failed(Remedy.LIMITED),
                failed(Remedy.PARK))) {
            reachability.learn("n3", failed(Remedy.RETRY));
            now = now.plusSeconds(60);
            reachability.learn("n3", new Outcome.Unsure("sent"));
            assertThat(reachability.silentSince("n3")).contains(now.minusSeconds(60));
            assertThat(reachability.silentSince("nhif")).isEmpty();
            reachability.learn("n3", answer);
            assertThat(reachability.silentSince("n3")).isEmpty();
        }
    }

    @Test
    void aPermitThatWasNotUsedSaysNothing() {
        reachability.learn("n3", failed(Remedy.RETRY));
        reachability.learn("n3", failed(Remedy.AGAIN));
        assertThat(reachability.silentSince("n3")).contains(START);
    }

    @Test
    void aServiceThatWasNotTriedForLongIsNotKnownToBeSilent() {
        reachability.learn("n3", failed(Remedy.RETRY));
        now = now.plus(Duration.ofMinutes(31));
        assertThat(reachability.silentSince("n3")).isEmpty();
    }
}
