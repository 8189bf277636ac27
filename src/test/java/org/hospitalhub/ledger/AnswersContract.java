package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger promises about whose answer is whose, and about what left before a crash. */
abstract class AnswersContract {

    protected static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final String ID = "snils/cf2c0205-e0cb-4dfd-ad02-80959c091344";

    private Instant now = Instant.parse("2026-11-21T09:00:00Z");
    private final Operations operations = new Operations(List.of(new Operation(
            "svc.ask",
            "svc",
            List.of(
                    new Step(
                            "submit",
                            null,
                            1,
                            false,
                            Duration.ZERO,
                            new Step.Unsure.RepeatOnce(Duration.ofMinutes(1)),
                            Duration.ofHours(1),
                            true),
                    new Step(
                            "poll", null, true, Duration.ofSeconds(10), new Step.Unsure.Repeat(), Duration.ofHours(1))),
            (payload, files) -> new Operation.Checked(payload, List.of(), null),
            List.of("answer"),
            Duration.ofHours(24),
            null,
            payload -> java.util.Set.of())));

    private Ledger ledger;

    /** Where the ledger is; the same place during one test. */
    abstract LedgerSettings settings();

    @BeforeEach
    void open() {
        ledger = another();
    }

    /** Another node on the same ledger. */
    private Ledger another() {
        return JdbcLedger.open(settings(), operations, Map.of(), () -> now);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private String accept(String key, String question) {
        return accept(key, question, Priority.NORMAL, new Address.Ask());
    }

    private String accept(String key, String question, Priority priority, Address address) {
        ObjectNode asked = JsonNodeFactory.instance.objectNode().put("q", question);
        byte[] payload = asked.toString().getBytes(StandardCharsets.UTF_8);
        return ledger.acceptance()
                .accept(new NewOrder("svc.ask", key, priority, "ivan", payload, List.of(), asked, address, null))
                .order()
                .id();
    }

    private ClaimedStep claim() {
        return claim(ledger);
    }

    private ClaimedStep claim(Ledger node) {
        Claims.Claim claim = node.claims().claim("svc", "node", now);
        if (claim instanceof Claims.Claim.Claimed claimed) {
            return claimed.work();
        }
        throw new AssertionError("nothing was claimed: " + claim);
    }

    private Outcome ordered(String id) {
        ObjectNode memory = JsonNodeFactory.instance.objectNode().put("id", id);
        return new Outcome.Next("poll", now, null, memory, null, id);
    }

    private static Outcome done(String answer) {
        return new Outcome.Done(JsonNodeFactory.instance.objectNode().put("answer", answer));
    }

    private void record(ClaimedStep work, Outcome outcome) {
        assertThat(ledger.claims().record(work, outcome, now)).isTrue();
    }

    private Order find(String id) {
        return ledger.orders().find(id).orElseThrow();
    }

    private void assertDistrusted(String order) {
        Order parked = find(order);
        assertThat(parked.state()).as("state of %s", parked.key()).isEqualTo(State.PARKED);
        assertThat(Objects.requireNonNull(parked.problem()).code()).isEqualTo("SAME_ORDER_ID");
        assertThat(parked.step()).isEqualTo("submit");
        assertThat(parked.finishedAt()).isNull();
        assertThat(ledger.orders().result(order)).isEmpty();
    }

    // --- warnings about a result

    private static final Finding WARNING =
            Finding.warning("CHECK_DIGIT", "$.result.answer", "The check digit is wrong.");

    private static Outcome doubtful() {
        return new Outcome.Done(JsonNodeFactory.instance.objectNode().put("answer", "1"), List.of(WARNING));
    }

    @Test
    void aWarningAboutAResultIsWithTheCompletedOrderAndInTheAudit() {
        String order = accept("k1", "one");
        record(claim(), ordered(ID));
        record(claim(), doubtful());
        assertThat(find(order).state()).isEqualTo(State.COMPLETED);
        assertThat(find(order).findings()).containsExactly(WARNING);
        assertThat(ledger.audit().list(new Audit.Query(null, order, null), 10))
                .extracting(entry -> entry.who() + " " + entry.what() + " " + entry.why())
                .containsExactly("hub result-warning CHECK_DIGIT");
    }

    @Test
    void aReusedAnswerBringsItsWarnings() {
        accept("k1", "one");
        String follower = accept("k2", "one");
        record(claim(), ordered(ID));
        record(claim(), doubtful());
        String later = accept("k3", "one");
        assertThat(find(follower).findings()).containsExactly(WARNING);
        assertThat(find(later).findings()).containsExactly(WARNING);
    }

    @Test
    void anotherAnswerAfterAReplayHasItsOwnWarningsOnly() {
        String one = accept("k1", "one");
        record(claim(), ordered(ID));
        record(claim(), doubtful());
        accept("k2", "other");
        record(claim(), ordered(ID));
        assertDistrusted(one);
        ledger.orders().replay(one, null, "olga", now);
        record(claim(), ordered("2"));
        record(claim(), done("2"));
        assertThat(find(one).state()).isEqualTo(State.COMPLETED);
        assertThat(find(one).findings()).isEmpty();
    }

    // --- whose answer

    @Test
    void anIdThatAnotherRequestHasParksBoth() {
        String one = accept("k1", "one");
        String other = accept("k2", "other");
        ClaimedStep first = claim();
        ClaimedStep second = claim();
        record(first, ordered(ID));
        record(second, ordered(ID));
        assertDistrusted(one);
        assertDistrusted(other);
    }

    @Test
    void anOrderThatIsCompletedAlreadyIsTakenBackAndServesNobody() {
        String one = accept("k1", "one");
        record(claim(), ordered(ID));
        record(claim(), done("1"));
        String copy = accept("k2", "one");
        assertThat(find(copy).state()).isEqualTo(State.COMPLETED);
        String other = accept("k3", "other");
        record(claim(), ordered(ID));
        assertDistrusted(one);
        assertDistrusted(copy);
        assertDistrusted(other);
        String again = accept("k4", "one");
        assertThat(find(again).state()).isEqualTo(State.ACCEPTED);
    }

    @Test
    void anOrderThatIsBeingAskedForLosesItsAnswer() {
        String one = accept("k1", "one");
        record(claim(), ordered(ID));
        ClaimedStep asking = claim();
        String other = accept("k2", "other");
        record(claim(), ordered(ID));
        assertThat(ledger.claims().record(asking, done("1"), now)).isFalse();
        assertDistrusted(one);
        assertDistrusted(other);
        assertThat(ledger.orders().attempts(one))
                .allSatisfy(attempt -> assertThat(attempt.endedAt()).isNotNull());
    }

    @Test
    void anAnswerOnItsWayIsHeldBack() {
        String one = accept("k1", "one", Priority.NORMAL, new Address.Queue("answers", "c1", 4));
        record(claim(), ordered(ID));
        record(claim(), done("1"));
        accept("k2", "other");
        record(claim(), ordered(ID));
        assertDistrusted(one);
        assertThat(ledger.claims().claim("delivery", "node", now)).isInstanceOf(Claims.Claim.NotYet.class);
    }

    @Test
    void theSameRequestMayGetTheSameId() {
        accept("k1", "one");
        record(claim(), ordered(ID));
        // An urgent order asks for itself.
        String urgent = accept("k2", "one", Priority.URGENT, new Address.Ask());
        record(claim(), ordered(ID));
        assertThat(find(urgent).state()).isEqualTo(State.WAITING);
        String other = accept("k3", "other", Priority.URGENT, new Address.Ask());
        ClaimedStep third = claim();
        while (!third.order().id().equals(other)) {
            third = claim();
        }
        record(third, ordered(ID));
        assertDistrusted(urgent);
        assertDistrusted(other);
    }

    @Test
    void theSameOrderMayGetItsIdAgain() {
        String one = accept("k1", "one");
        record(claim(), ordered(ID));
        record(claim(), new Outcome.Next("submit", now, null, null));
        record(claim(), ordered(ID));
        assertThat(find(one).state()).isEqualTo(State.WAITING);
    }

    @Test
    void twoOrdersThatGetTheSameIdAtTheSameTimeAreBothParked() throws Exception {
        for (int round = 0; round < 5; round++) {
            String id = "snils/" + round;
            String one = accept("one" + round, "one" + round);
            String other = accept("other" + round, "other" + round);
            ClaimedStep first = claim();
            ClaimedStep second = claim();
            ExecutorService threads = Executors.newFixedThreadPool(2);
            try (Ledger node = another()) {
                Future<Boolean> here = threads.submit(() -> ledger.claims().record(first, ordered(id), now));
                Future<Boolean> there = threads.submit(() -> node.claims().record(second, ordered(id), now));
                assertThat(here.get(1, TimeUnit.MINUTES)).isTrue();
                assertThat(there.get(1, TimeUnit.MINUTES)).isTrue();
            } finally {
                threads.shutdownNow();
            }
            assertDistrusted(one);
            assertDistrusted(other);
        }
    }

    @Test
    void aReplayStartsFromTheFirstStepAndMayEndWell() {
        String one = accept("k1", "one");
        accept("k2", "other");
        ClaimedStep first = claim();
        ClaimedStep second = claim();
        record(first, ordered(ID));
        record(second, ordered(ID));
        ledger.orders().replay(one, null, "olga", now);
        ClaimedStep replayed = claim();
        assertThat(replayed.step()).isEqualTo("submit");
        assertThat(replayed.memory().size()).isZero();
        record(replayed, ordered("snils/new"));
        record(claim(), done("1"));
        assertThat(find(one).state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void aRestartForgetsNoId() {
        String one = accept("k1", "one");
        record(claim(), ordered(ID));
        close();
        open();
        String other = accept("k2", "other");
        ClaimedStep work = claim();
        while (!work.order().id().equals(other)) {
            work = claim();
        }
        record(work, ordered(ID));
        assertDistrusted(one);
        assertDistrusted(other);
    }

    // --- what left

    @Test
    void aStepThatACrashEndedBeforeSendingIsTriedAgainAndIsNoFailure() {
        String order = accept("k1", "one");
        for (int crash = 0; crash < 3; crash++) {
            claim();
            String died = ledger.runs().id();
            close();
            open();
            assertThat(ledger.claims().recover(died, now)).isEqualTo(1);
            assertThat(find(order).dueAt()).isEqualTo(now);
        }
        assertThat(ledger.orders().attempts(order))
                .extracting(attempt -> attempt.outcome() + " " + attempt.detail())
                .containsOnly("again NOT_SENT: The hub stopped before anything was sent");
        assertThat(claim().tries()).isEqualTo(1);
    }

    @Test
    void aRequestThatMayHaveBeenSentBeforeACrashIsUnsure() {
        String order = accept("k1", "one");
        ledger.claims().leaves(claim());
        String died = ledger.runs().id();
        close();
        open();
        assertThat(ledger.claims().recover(died, now)).isEqualTo(1);
        assertThat(ledger.orders().attempts(order).get(0).outcome()).isEqualTo("unsure");
        assertThat(find(order).dueAt()).isEqualTo(now.plus(Duration.ofMinutes(1)));
    }

    @Test
    void nothingMayLeaveForATryThatWasEnded() {
        accept("k1", "one");
        ClaimedStep lost = claim();
        now = now.plus(Duration.ofMinutes(6));
        assertThat(ledger.claims().recover(null, now)).isEqualTo(1);
        assertThatThrownBy(() -> ledger.claims().leaves(lost)).isInstanceOf(RuntimeException.class);
        ClaimedStep next = claim();
        assertThatThrownBy(() -> ledger.claims().leaves(lost)).isInstanceOf(RuntimeException.class);
        ledger.claims().leaves(next);
    }

    @Test
    void theOneRepeatOfAnUnsureOrderComesAfterItsPause() {
        String order = accept("k1", "one");
        record(claim(), new Outcome.Unsure("it was sent"));
        assertThat(find(order).dueAt()).isEqualTo(now.plus(Duration.ofMinutes(1)));
        now = now.plus(Duration.ofMinutes(1));
        record(claim(), new Outcome.Unsure("it was sent"));
        assertThat(Objects.requireNonNull(find(order).problem()).code()).isEqualTo(Problem.UNSURE);
    }
}
