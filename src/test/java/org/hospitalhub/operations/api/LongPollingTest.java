package org.hospitalhub.operations.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.hospitalhub.ledger.Orders;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LongPollingTest {

    private final Orders orders = Mockito.mock(Orders.class);

    private static boolean waits(LongPolling waiting, String user) {
        return waiting.untilEnded("order", user, Instant.MAX, ended -> {});
    }

    @Test
    void moreThanTheHeapCarriesAreAnsweredAtOnce() {
        Mockito.when(orders.find("order")).thenReturn(Optional.empty());
        try (LongPolling waiting = new LongPolling(orders, Clock.systemUTC(), 4)) {
            assertThat(waits(waiting, "a")).isTrue();
            assertThat(waits(waiting, "b")).isTrue();
            assertThat(waits(waiting, "c")).isTrue();
            assertThat(waits(waiting, "d")).isTrue();
            assertThat(waits(waiting, "e")).isFalse();
        }
    }

    @Test
    void oneUserHasHalfOfThem() {
        Mockito.when(orders.find("order")).thenReturn(Optional.empty());
        try (LongPolling waiting = new LongPolling(orders, Clock.systemUTC(), 4)) {
            assertThat(waits(waiting, "a")).isTrue();
            assertThat(waits(waiting, "a")).isTrue();
            assertThat(waits(waiting, "a")).isFalse();
            assertThat(waits(waiting, "b")).isTrue();
        }
    }
}
