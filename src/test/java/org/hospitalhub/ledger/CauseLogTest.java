package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CauseLogTest {

    private final List<String> lines = new ArrayList<>();
    private final AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 5);
    private final CauseLog log = new CauseLog(lines::add, ticks::get);

    private void aMinutePasses() {
        ticks.addAndGet(Duration.ofMinutes(1).toNanos());
    }

    @Test
    void tenThousandOfOneCauseAreOneLineAndTheirNumber() {
        for (int n = 0; n < 10_000; n++) {
            log.tell("refused", "Order " + n + " is parked");
        }
        assertThat(lines).containsExactly("Order 0 is parked");
        aMinutePasses();
        log.flush();
        assertThat(lines.get(1)).isEqualTo("Order 9999 is parked (and 9998 more since the last line)");
        aMinutePasses();
        log.flush();
        assertThat(lines).hasSize(2);
    }

    @Test
    void everyCauseHasItsLineAtOnce() {
        log.tell("refused", "one");
        log.tell("lost", "other");
        assertThat(lines).containsExactly("one", "other");
    }

    @Test
    void rareEventsAreLoggedEachTime() {
        log.tell("refused", "first");
        aMinutePasses();
        log.tell("refused", "second");
        assertThat(lines).containsExactly("first", "second");
    }
}
