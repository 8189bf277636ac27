package org.hospitalhub.wiring.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order in which waiting requests of several callers are worked on. */
@Timeout(60)
class FairTurnsTest {

    private final AtomicLong now = new AtomicLong();
    private final FairTurns turns = new FairTurns(new FairTurns.Limits(4, 3, 2, 20, 10), now::get);
    private final LinkedBlockingQueue<FairTurns.Turn> begun = new LinkedBlockingQueue<>();
    private final List<Thread> callers = new ArrayList<>();

    @AfterEach
    void leave() throws InterruptedException {
        for (Thread caller : callers) {
            caller.interrupt();
            caller.join();
        }
    }

    /** A caller that waits for a turn; {@code begun} has it when it works. */
    private void comes(String address, String user) throws InterruptedException {
        CountDownLatch alive = new CountDownLatch(1);
        Thread caller = new Thread(() -> {
            alive.countDown();
            try {
                FairTurns.Turn turn = turns.enter(address, user, false);
                if (turn != null) {
                    begun.add(turn);
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        callers.add(caller);
        caller.start();
        alive.await();
        while (caller.getState() != Thread.State.TIMED_WAITING && caller.isAlive()) {
            Thread.onSpinWait();
        }
    }

    private void wave(String address, String user, int number) throws InterruptedException {
        for (int i = 0; i < number; i++) {
            comes(address, user);
        }
    }

    private FairTurns.Turn works() throws InterruptedException {
        return begun.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void anotherAddressWorksAtOnceThoughAWaveWaits() throws InterruptedException {
        wave("wave", "a", 10);
        wave("wave", "b", 10);
        assertThat(begun).hasSize(3);
        begun.clear();
        comes("other", "c");
        assertThat(works()).isNotNull();
    }

    @Test
    void anotherUserOfTheSameAddressComesBeforeTheRestOfTheWave() throws InterruptedException {
        wave("wave", "a", 10);
        assertThat(begun).hasSize(2);
        begun.clear();
        comes("wave", "b");
        assertThat(works()).isNotNull();
    }

    @Test
    void twoRequestsOfAnAddressNeverWaitForOtherAddresses() throws InterruptedException {
        for (String address : List.of("one", "two", "three", "four", "five")) {
            wave(address, "a", 2);
        }
        assertThat(begun).hasSize(10);
    }

    @Test
    void theNextOfAWaveWorksWhenOneEnds() throws InterruptedException {
        wave("wave", "a", 3);
        FairTurns.Turn first = works();
        works();
        assertThat(begun).isEmpty();
        first.close();
        assertThat(works()).isNotNull();
    }

    @Test
    void aRequestThatWaitsForItsBodyDoesNotCount() throws InterruptedException {
        wave("wave", "a", 3);
        FairTurns.Turn slow = works();
        works();
        slow.pause();
        assertThat(works()).isNotNull();
    }

    @Test
    void aRequestThatTakesLongDoesNotHoldUpTheOthers() throws InterruptedException {
        wave("wave", "a", 3);
        works();
        works();
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        assertThat(works()).isNotNull();
    }

    @Test
    void tooManyOfOneUserAreTurnedAwayAndAnotherUserIsNot() throws InterruptedException {
        wave("wave", "a", 10);
        assertThat(turns.enter("wave", "a", false)).isNull();
        comes("wave", "b");
        assertThat(begun).hasSize(3);
    }

    @Test
    void whatWasInsideBeforeIsNeverTurnedAway() throws InterruptedException {
        wave("wave", "a", 10);
        FairTurns.Turn first = works();
        Thread again = new Thread(() -> {
            try {
                begun.add(turns.enter("wave", "a", true));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        callers.add(again);
        again.start();
        works();
        for (int i = 0; i < 9; i++) {
            first.close();
            first = works();
        }
        assertThat(first).isNotNull();
    }
}
