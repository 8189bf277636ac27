package org.hospitalhub.operations.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.hospitalhub.ledger.Audit;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** Clients with the right password while other passwords are compared. */
class BusyLogInsTest {

    private final Audit audit = Mockito.mock(Audit.class);

    private CachingAuthenticationProvider provider(Duration queue) {
        HubUsers users = new HubUsers(List.of(new HubUsers.User("lab", "geheim", Set.of("INTEGRATOR"))));
        return new CachingAuthenticationProvider(
                users, new LoginAttemptLimit(Clock.systemUTC()), audit, Clock.systemUTC(), queue);
    }

    private static Authentication login() {
        return UsernamePasswordAuthenticationToken.unauthenticated("lab", "geheim");
    }

    @Test
    void whoGetsNoTurnLearnsThatTheHubIsBusy() {
        CachingAuthenticationProvider provider = provider(Duration.ZERO);
        provider.comparisons.drainPermits();
        assertThatThrownBy(() -> provider.authenticate(login()))
                .isInstanceOf(CachingAuthenticationProvider.BusyException.class);
    }

    @Test
    void sixCallsOfOneClientAtOnceAreOneLogIn() {
        CachingAuthenticationProvider provider = provider(Duration.ofMinutes(1));
        provider.comparisons.drainPermits();
        List<CompletableFuture<Authentication>> calls = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> provider.authenticate(login()), run -> new Thread(run).start()))
                .toList();
        provider.comparisons.release();
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.join().isAuthenticated()).isTrue());
        Mockito.verify(audit, Mockito.times(1)).record("lab", "log-in", null, null);
    }
}
