package org.hospitalhub.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A service that needs up to 800 s, polled at 800 s, whose scouts are a hundred seconds old. */
class ScoutsTest {

    private static final Instant NOW = Simulation.START;
    private static final double PAUSE = 10;

    @Test
    void aScoutIsSentWhenNoneWasPolledLately() {
        assertThat(scouts(List.of())).isEqualTo(new Scouts(100, 1));
    }

    @Test
    void afterOneInVainTheyRest() {
        assertThat(scouts(List.of(inVain(20))).atOnce()).isZero();
    }

    @Test
    void theRestEnds() {
        assertThat(scouts(List.of(inVain(170))).atOnce()).isEqualTo(1);
    }

    @Test
    void eachAnswerSendsMore() {
        assertThat(scouts(List.of(answered(20), answered(30))).atOnce()).isBetween(3, 5);
    }

    @Test
    void thereAreNeverMoreThanTen() {
        List<AnswerTime> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(answered(i));
        }
        assertThat(scouts(many).atOnce()).isEqualTo(10);
    }

    @Test
    void aServiceThatIsPolledAfterFewPausesNeedsNone() {
        assertThat(Scouts.of(change(List.of()), List.of(), 35, PAUSE, NOW)).isEqualTo(Scouts.NONE);
    }

    @Test
    void theYoungestOfTheRightAgeAreChosen() {
        List<Instant> orders = List.of(age(99), age(101), age(105), age(110), age(200));
        assertThat(choose(new Scouts(100, 2), orders, order -> NOW.plusSeconds(1)))
                .containsExactly(age(101), age(105));
    }

    @Test
    void oneThatIsUnderWayCounts() {
        List<Instant> orders = List.of(age(101), age(105), age(110));
        assertThat(choose(new Scouts(100, 2), orders, order -> order.equals(age(105)) ? NOW : NOW.plusSeconds(1)))
                .containsExactly(age(101));
    }

    private static List<Instant> choose(Scouts scouts, List<Instant> orders, Function<Instant, Instant> turn) {
        return scouts.choose(orders, Function.identity(), turn, NOW);
    }

    private static Scouts scouts(List<AnswerTime> newest) {
        return Scouts.of(change(newest), newest, 800, PAUSE, NOW);
    }

    /** What is known when these are the newest of many orders. */
    private static PaceChange change(List<AnswerTime> newest) {
        List<AnswerTime> history = new ArrayList<>(newest);
        for (int i = 0; i < 1_000; i++) {
            double seconds = 8 * ((i * 37 + 63) % 100 + 0.5);
            int age = i % 10 == 0 ? 100 : 800;
            Instant at = NOW.minusSeconds(900 + i);
            history.add(
                    seconds <= age
                            ? new AnswerTime(Duration.ZERO, Duration.ofSeconds(age), at)
                            : new AnswerTime(Duration.ofSeconds(age), Duration.ofSeconds(800), at));
        }
        return Objects.requireNonNull(PaceChange.of(history, NOW));
    }

    private static AnswerTime inVain(int secondsAgo) {
        return new AnswerTime(Duration.ofSeconds(100), null, age(100 + secondsAgo));
    }

    private static AnswerTime answered(int secondsAgo) {
        return new AnswerTime(Duration.ZERO, Duration.ofSeconds(100), age(100 + secondsAgo));
    }

    private static Instant age(int seconds) {
        return NOW.minusSeconds(seconds);
    }
}
