package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hospitalhub.calls.LargeData;
import org.hospitalhub.ledger.Acceptance.KeyReusedException;
import org.hospitalhub.ledger.Orders.WrongMomentException;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.ledger.jdbc.LedgerLook;
import org.hospitalhub.pacing.AnswerTime;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger promises, whatever database it stands on. */
public abstract class LedgerContract {

    public static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    protected final LedgerFixture stage = new LedgerFixture();
    protected Ledger ledger;

    /** Where a ledger with this key is; the same place during one test. */
    abstract LedgerSettings settings(byte[]... keys);

    @BeforeEach
    void open() {
        ledger = stage.open(settings(KEY));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    protected void reopen() {
        ledger.close();
        ledger = stage.open(settings(KEY));
    }

    Order accept(@Nullable String key) {
        return give(stage.order(key)).order();
    }

    private Acceptance.Accepted give(Given given) {
        return ledger.acceptance().accept(given.order());
    }

    private ClaimedStep claim() {
        return stage.claim(ledger);
    }

    Order find(String id) {
        return ledger.orders().find(id).orElseThrow();
    }

    private boolean record(ClaimedStep work, Outcome outcome) {
        return ledger.claims().record(work, outcome, stage.now());
    }

    @Test
    void progressOfStepsIsReturnedInOrder() {
        Order order = accept("k1");
        assertThat(ledger.orders().progress(order.id())).isEmpty();
        ObjectNode memory = JsonNodeFactory.instance.objectNode();
        memory.withArrayProperty(Orders.PROGRESS).addObject().put("number", 1);
        memory.withArrayProperty(Orders.PROGRESS).addObject().put("number", 2);
        record(claim(), Outcome.Next.now("poll", memory));
        reopen();
        assertThat(ledger.orders().progress(order.id()))
                .extracting(event -> event.path("number").asInt())
                .containsExactly(1, 2);
    }

    @Test
    void readingFromOutsideReturnsVersionKeyAndNewestOrderAndChangesNothing() {
        accept("k1");
        LedgerLook look = LedgerLook.at(settings(KEY));
        assertThat(look)
                .returns(0, LedgerLook::migrations)
                .returns(false, LedgerLook::newer)
                .returns(true, LedgerLook::keyFits)
                .returns(stage.now(), LedgerLook::newestOrder);
        assertThat(LedgerLook.at(settings(new byte[32])).keyFits()).isFalse();
    }

    // --- acceptance

    @Test
    void anAcceptedOrderIsThereAfterReopening() {
        Order order = accept("k1");
        reopen();
        assertThat(find(order.id())).isEqualTo(order);
        assertThat(ledger.orders().payload(order.id())).hasValue(stage.payload());
    }

    @Test
    void theSameKeyIsTheSameOrder() {
        Order first = accept("k1");
        Acceptance.Accepted again = give(stage.order("k1"));
        assertThat(again.known()).isTrue();
        assertThat(again.order().id()).isEqualTo(first.id());
    }

    @Test
    void aKeyCannotBeUsedForAnotherPayload() {
        accept("k1");
        Given other = stage.order("k1").withPayload("{\"other\":1}");
        assertThatThrownBy(() -> give(other)).isInstanceOf(KeyReusedException.class);
    }

    @Test
    void theKeyOfAnotherOwnerIsFreeAndSaysNothingOfItsOrder() {
        Order first = accept("k1");
        Order other = give(stage.order("k1").withOwner("olga").withPayload("{\"other\":1}"))
                .order();
        assertThat(other.id()).isNotEqualTo(first.id());
        assertThat(other.key()).isEqualTo("k1");
        assertThat(give(stage.order("k1")).order().id()).isEqualTo(first.id());
    }

    @Test
    void theIdOfAnotherOwnersOrderIsNoKeyToIt() {
        Order first = accept(null);
        Acceptance.Accepted other = give(stage.order(first.id()).withOwner("olga"));
        assertThat(other.known()).isFalse();
    }

    @Test
    void aKeyOfAnEarlierVersionBelongsToItsOwnerOnly() throws Exception {
        Order first = accept("k1");
        try (Database database = Database.open(settings(KEY))) {
            database.write().update("update orders set order_key = 'k1'");
        }
        assertThat(give(stage.order("k1")).order().id()).isEqualTo(first.id());
        assertThat(give(stage.order("k1").withOwner("olga")).known()).isFalse();
        assertThat(keysFound(null)).containsExactlyInAnyOrder("ivan", "olga");
    }

    @Test
    void anOrderIsFoundByItsKeyWhateverItsOwner() {
        accept("k1");
        give(stage.order("k1").withOwner("olga"));
        accept("k2");
        assertThat(keysFound(null)).containsExactlyInAnyOrder("ivan", "olga");
        assertThat(keysFound("olga")).containsExactly("olga");
    }

    private List<String> keysFound(@Nullable String owner) {
        return ledger.orders().list(new Orders.Query(null, null, null, "k1", owner), 0, 10).items().stream()
                .map(Order::owner)
                .toList();
    }

    @Test
    void anOrderWithoutAKeyHasItsIdAsKey() {
        Order order = accept(null);
        assertThat(order.key()).isEqualTo(order.id());
    }

    @Test
    void errorsAmongTheFindingsRefuseAtOnce() {
        Order order = give(stage.order("k").withFindings(Finding.error("REQUIRED", "$.x", "is missing")))
                .order();
        assertThat(order.state()).isEqualTo(State.REFUSED);
        assertThat(order.finishedAt()).isEqualTo(stage.now());
        assertThat(ledger.claims().claim("svc", "n", stage.now())).isInstanceOf(Claims.Claim.NotYet.class);
    }

    @Test
    void warningsAreKeptAndTheOrderGoesOn() {
        Finding warning = Finding.warning("SHAPE", "$.x", "looks unusual");
        Order order = give(stage.order("k").withFindings(warning)).order();
        assertThat(order.state()).isEqualTo(State.ACCEPTED);
        assertThat(find(order.id()).findings()).containsExactly(warning);
    }

    // --- the way of an order

    @Test
    void anOrderIsSubmittedAskedAndCompleted() {
        Order order = accept("k1");
        ClaimedStep submit = claim();
        assertThat(submit.step()).isEqualTo("submit");
        assertThat(submit.payload()).isEqualTo(stage.payload());
        assertThat(record(submit, stage.nextPoll())).isTrue();
        stage.advance(Duration.ofSeconds(10));
        ClaimedStep poll = claim();
        assertThat(poll.step()).isEqualTo("poll");
        assertThat(poll.memory().path("ref").asText()).isEqualTo("r1");
        record(poll, stage.done("yes"));
        assertThat(find(order.id()).state()).isEqualTo(State.COMPLETED);
        assertThat(ledger.orders()
                        .result(order.id())
                        .orElseThrow()
                        .path("answer")
                        .asText())
                .isEqualTo("yes");
        assertThat(ledger.orders().attempts(order.id()))
                .extracting(Orders.Attempt::outcome)
                .containsExactly("next", "done");
    }

    @Test
    void anOrderWhoseNextStepIsNotDueYetSaysWhy() {
        Order order = accept("k1");
        record(claim(), stage.nextPoll());
        assertThat(find(order.id()).why()).isEqualTo("the answer is asked for when it is likely to be there");
    }

    @Test
    void anOrderIsNotAskedBeforeItsPauseIsOver() {
        accept("k1");
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofMillis(9_999));
        assertThat(stage.notYet(ledger).next()).isEqualTo(stage.now().plusMillis(1));
    }

    @Test
    void aWaitIsNeverShorterThanThePauseOfItsStep() {
        Order order = accept("k1");
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofSeconds(10));
        record(claim(), new Outcome.Wait(stage.now(), null, "not yet", null));
        assertThat(find(order.id()).dueAt()).isEqualTo(stage.now().plusSeconds(10));
    }

    @Test
    void anUrgentOrderGoesFirst() {
        accept("k1");
        Order urgent = give(stage.order("k2").withPriority(Priority.URGENT)).order();
        assertThat(claim().order().id()).isEqualTo(urgent.id());
    }

    @Test
    void aPollGoesBeforeASubmission() {
        accept("k1");
        record(claim(), stage.nextPoll());
        accept("k2");
        stage.advance(Duration.ofSeconds(10));
        assertThat(claim().step()).isEqualTo("poll");
    }

    @Test
    void aLaterStepThatIsDueForLongerGoesBeforeAPoll() {
        accept("k1");
        Order later = accept("k2");
        record(claim(), stage.nextPoll());
        record(claim(), Outcome.Next.now("submit", null));
        stage.advance(Duration.ofSeconds(10));
        assertThat(claim().order().id()).isEqualTo(later.id());
        assertThat(claim().step()).isEqualTo("poll");
    }

    @Test
    void anUnripePollGivesWayToASubmission() {
        accept("k1");
        record(claim(), stage.nextPollRipeAfter(Duration.ofMinutes(5)));
        accept("k2");
        stage.advance(Duration.ofSeconds(10));
        assertThat(claim().step()).isEqualTo("submit");
        assertThat(claim().step()).isEqualTo("poll");
    }

    // --- fences, leases, recovery

    @Test
    void whereNothingIsCountedSeveralStepsAreClaimedAtOnce() {
        for (int i = 0; i < 5; i++) {
            give(stage.order("free" + i).withOperation("svc2.free"));
        }
        assertThat(claimedAtOnce("svc2", 3)).isEqualTo(3);
        assertThat(claimedAtOnce("svc2", 3)).isEqualTo(2);
        assertThat(claimedAtOnce("svc2", 3)).isZero();
    }

    @Test
    void stepsThatNeedAPermitAreClaimedOneByOne() {
        give(stage.order("a"));
        give(stage.order("b"));
        assertThat(claimedAtOnce("svc", 3)).isEqualTo(1);
    }

    @Test
    void aPausedOperationIsNotClaimedBesideAnother() {
        Order first = give(stage.order("a").withOperation("svc2.free")).order();
        Order paused = give(stage.order("b").withOperation("svc2.either")).order();
        Order last = give(stage.order("c").withOperation("svc2.free")).order();
        ledger.services().pause("svc2.either", "olga", "its answers are wrong", stage.now());
        assertThat(claimedOrders("svc2", 5)).containsExactly(first.id(), last.id());
        ledger.services().resume("svc2.either");
        assertThat(claimedOrders("svc2", 5)).containsExactly(paused.id());
    }

    @Test
    void withoutABudgetSeveralPollsAreClaimedOnceEach() {
        ledger.close();
        ledger = new LedgerFixture(Budget.unlimited("svc")).open(settings(KEY));
        List<String> orders =
                Stream.of("a", "b", "c").map(key -> accept(key).id()).toList();
        works("svc", 3).forEach(work -> record(work, new Outcome.Next("poll", stage.now(), stage.now(), null)));
        assertThat(claimedOrders("svc", 8)).containsExactlyElementsOf(orders);
        assertThat(claimedOrders("svc", 8)).isEmpty();
    }

    private List<ClaimedStep> works(String lane, int most) {
        return ledger.claims().claim(lane, "node", stage.now(), most) instanceof Claims.Claim.Claimed claimed
                ? Stream.concat(Stream.of(claimed.work()), claimed.more().stream())
                        .toList()
                : List.of();
    }

    private List<String> claimedOrders(String lane, int most) {
        return works(lane, most).stream().map(work -> work.order().id()).toList();
    }

    private int claimedAtOnce(String lane, int most) {
        return works(lane, most).size();
    }

    @Test
    void anOutcomeAfterTheClaimWasLostChangesNothing() {
        Order order = accept("k1");
        ClaimedStep lost = claim();
        stage.advance(Duration.ofMinutes(6));
        assertThat(ledger.claims().recover(null, stage.now())).isEqualTo(1);
        assertThat(record(lost, stage.done("late"))).isFalse();
        assertThat(find(order.id()).state()).isEqualTo(State.WAITING);
    }

    @Test
    void attemptsOfADeadRunEndAsUnsureAndThoseOfALiveOneOfTheSameNameDoNot() {
        Order order = accept("k1");
        claim();
        String died = ledger.runs().id();
        reopen();
        assertThat(ledger.claims().recover("other", stage.now())).isZero();
        assertThat(ledger.claims().recover("node", stage.now()))
                .as("a name says nothing")
                .isZero();
        assertThat(ledger.claims().recover(died, stage.now())).isEqualTo(1);
        assertThat(ledger.orders().attempts(order.id()).get(0).outcome()).isEqualTo("unsure");
    }

    @Test
    void aSecondUnsureSubmissionParks() {
        Order order = accept("k1");
        record(claim(), new Outcome.Unsure("the order was sent"));
        stage.advance(Duration.ofSeconds(10));
        record(claim(), new Outcome.Unsure("the order was sent"));
        Order parked = find(order.id());
        assertThat(parked.state()).isEqualTo(State.PARKED);
        assertThat(parked.problem()).extracting(Problem::code).isEqualTo("UNSURE");
    }

    @Test
    void thePauseOfAPollSurvivesACrash() {
        Order order = accept("k1");
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofSeconds(10));
        claim();
        String died = ledger.runs().id();
        reopen();
        ledger.claims().recover(died, stage.now());
        assertThat(find(order.id()).dueAt()).isEqualTo(stage.now().plusSeconds(10));
    }

    @Test
    void anOutcomeThatManyThreadsRecordCountsOnce() throws Exception {
        Order order = accept("k1");
        ClaimedStep work = claim();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Boolean>> recorded =
                pool.invokeAll(Collections.nCopies(8, () -> record(work, stage.failed(Outcome.Remedy.RETRY, null))));
        pool.shutdown();
        int counted = 0;
        for (Future<Boolean> one : recorded) {
            counted += one.get() ? 1 : 0;
        }
        assertThat(counted).isEqualTo(1);
        assertThat(ledger.orders().attempts(order.id())).hasSize(1);
    }

    @Test
    void manyThreadsNeverClaimOneOrderTwice() throws Exception {
        int orders = 60;
        for (int i = 0; i < orders; i++) {
            give(stage.order("free" + i).withOperation("svc2.free"));
        }
        Set<String> claimed = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(6);
        for (int i = 0; i < 6; i++) {
            Future<?> unused = pool.submit(() -> {
                go.await();
                while (ledger.claims().claim("svc2", "n", stage.now()) instanceof Claims.Claim.Claimed given) {
                    twice.addAndGet(claimed.add(given.work().order().id()) ? 0 : 1);
                }
                return null;
            });
        }
        go.countDown();
        pool.shutdown();
        assertThat(pool.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
        assertThat(twice).hasValue(0);
        assertThat(claimed).hasSize(orders);
    }

    // --- failures

    @Test
    void aFailureIsRetriedLaterAndLater() {
        Order order = accept("k1");
        record(claim(), stage.failed(Outcome.Remedy.RETRY, null));
        Duration first = Duration.between(stage.now(), find(order.id()).dueAt());
        stage.advance(Duration.ofSeconds(6));
        record(claim(), stage.failed(Outcome.Remedy.RETRY, null));
        Duration second = Duration.between(stage.now(), find(order.id()).dueAt());
        assertThat(first).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(5));
        assertThat(second).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
    }

    @Test
    void aLongerRetryAfterWins() {
        Order order = accept("k1");
        record(claim(), stage.failed(Outcome.Remedy.RETRY, Duration.ofMinutes(3)));
        assertThat(find(order.id()).dueAt()).isEqualTo(stage.now().plus(Duration.ofMinutes(3)));
    }

    @Test
    void aFailureAfterTheDeadlineParks() {
        Order order = accept("k1");
        record(claim(), stage.failed(Outcome.Remedy.RETRY, null));
        stage.advance(Duration.ofHours(2));
        record(claim(), stage.failed(Outcome.Remedy.RETRY, null));
        assertThat(find(order.id()).state()).isEqualTo(State.PARKED);
    }

    @Test
    void anUnusedPermitIsNoFailure() {
        Order order = accept("k1");
        record(claim(), stage.failed(Outcome.Remedy.AGAIN, null));
        assertThat(find(order.id()).dueAt()).isEqualTo(stage.now());
        assertThat(claim().tries()).isEqualTo(1);
    }

    @Test
    void aParkedOrderIsReplayedFromItsStep() {
        Order order = accept("k1");
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofSeconds(10));
        record(claim(), stage.failed(Outcome.Remedy.PARK, null));
        ledger.orders().replay(order.id(), null, "olga", stage.now());
        assertThat(claim().step()).isEqualTo("poll");
    }

    @Test
    void aCorrectedPayloadStartsFromTheFirstStep() {
        Order order = accept("k1");
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofSeconds(10));
        record(claim(), stage.failed(Outcome.Remedy.PARK, null));
        byte[] corrected = "{\"corrected\":true}".getBytes(StandardCharsets.UTF_8);
        ledger.orders().replay(order.id(), corrected, "olga", stage.now());
        ClaimedStep work = claim();
        assertThat(work.step()).isEqualTo("submit");
        assertThat(work.payload()).isEqualTo(corrected);
        assertThat(work.memory()).isEmpty();
    }

    @Test
    void onlyAParkedOrderCanBeReplayed() {
        Order order = accept("k1");
        assertThatThrownBy(() -> ledger.orders().replay(order.id(), null, "olga", stage.now()))
                .isInstanceOf(WrongMomentException.class)
                .hasMessageContaining("accepted");
    }

    @Test
    void aPersonSaysThatAnUnsureOrderArrived() {
        Order order = unsure();
        ledger.orders().confirmArrival(order.id(), answer("SB-1"), "olga", stage.now());
        assertThat(find(order.id()).state()).isEqualTo(State.COMPLETED);
        assertThat(find(order.id()).problem()).isNull();
        assertThat(ledger.orders().result(order.id())).contains(answer("SB-1"));
        List<Orders.Attempt> attempts = ledger.orders().attempts(order.id());
        assertThat(attempts.get(attempts.size() - 1)).satisfies(said -> {
            assertThat(said.node()).isEqualTo("olga");
            assertThat(said.outcome()).isEqualTo("done");
        });
    }

    @Test
    void theAnswerThatAPersonGaveIsDelivered() {
        Order order = unsure(stage.order("k1").withAddress(new Address.Queue("replies", "c1", 4)));
        ledger.orders().confirmArrival(order.id(), answer("SB-1"), "olga", stage.now());
        ClaimedStep delivery = stage.claim(ledger, "delivery");
        assertThat(delivery.result()).isEqualTo(answer("SB-1"));
        record(delivery, stage.done("delivered"));
        assertThat(find(order.id()).deliveredAt()).isEqualTo(stage.now());
    }

    @Test
    void onlyAnUnsureOrderCanHaveArrived() {
        Order order = accept("k1");
        assertThatThrownBy(() -> ledger.orders().confirmArrival(order.id(), answer("x"), "olga", stage.now()))
                .isInstanceOf(WrongMomentException.class);
        record(claim(), stage.failed(Outcome.Remedy.PARK, null));
        assertThatThrownBy(() -> ledger.orders().confirmArrival(order.id(), answer("x"), "olga", stage.now()))
                .isInstanceOf(WrongMomentException.class)
                .hasMessageContaining("UNSURE");
        assertThat(ledger.orders().result(order.id())).isEmpty();
    }

    @Test
    void anUnsureOrderThatDidNotArriveIsSentAgain() {
        Order order = unsure();
        ledger.orders().replay(order.id(), null, "olga", stage.now());
        assertThat(claim().step()).isEqualTo("submit");
    }

    @Test
    void afterACrashTheOrderItselfDecidesWhetherARepeatIsHarmless() {
        Order harmless = give(stage.order("k1").withOperation("svc2.either").withPayload("{\"harmless\":true}"))
                .order();
        Order other = give(stage.order("k2").withOperation("svc2.either").withPayload("{\"harmless\":false}"))
                .order();
        stage.claim(ledger, "svc2");
        stage.claim(ledger, "svc2");
        assertThat(ledger.claims().recover(ledger.runs().id(), stage.now())).isEqualTo(2);
        assertThat(find(harmless.id()).state()).isEqualTo(State.WAITING);
        assertThat(find(other.id()).problem()).extracting(Problem::code).isEqualTo(Problem.UNSURE);
    }

    private Order unsure() {
        return unsure(stage.order("k1"));
    }

    private Order unsure(Given given) {
        Order order = give(given).order();
        record(claim(), new Outcome.Unsure("the order was sent"));
        stage.advance(Duration.ofMinutes(1));
        record(claim(), new Outcome.Unsure("the order was sent"));
        return order;
    }

    private static ObjectNode answer(String number) {
        return JsonNodeFactory.instance.objectNode().put("registrationNumber", number);
    }

    @Test
    void anOrderIsNotCancelledWhileItsStepIsTried() {
        Order order = accept("k1");
        claim();
        assertThatThrownBy(() -> ledger.orders().cancel(order.id(), "olga", stage.now()))
                .isInstanceOf(WrongMomentException.class);
    }

    @Test
    void aCancelledOrderIsNotTriedAnyMore() {
        Order order = accept("k1");
        assertThat(ledger.orders().cancel(order.id(), "olga", stage.now()).state())
                .isEqualTo(State.CANCELLED);
        assertThat(stage.notYet(ledger).next()).isNull();
    }

    @Test
    void theRawAnswerOfAFailureIsKept() {
        Order order = accept("k1");
        record(claim(), stage.failed(Outcome.Remedy.PARK, null));
        assertThat(ledger.orders().raw(order.id(), 1)).hasValue("<html>".getBytes(StandardCharsets.UTF_8));
    }

    // --- delivery

    @Test
    void aQueuedAnswerIsDeliveredAsAStep() {
        Order order = give(stage.order("k").withAddress(new Address.Queue("answers", "c1", 4)))
                .order();
        stage.complete(ledger);
        assertThat(find(order.id()).state()).isEqualTo(State.COMPLETED);
        ClaimedStep delivery = stage.claim(ledger, "delivery");
        assertThat(delivery.step()).isEqualTo("deliver");
        assertThat(delivery.result()).isNotNull();
        record(delivery, stage.done("sent"));
        assertThat(find(order.id()).deliveredAt()).isEqualTo(stage.now());
        assertThat(ledger.orders()
                        .result(order.id())
                        .orElseThrow()
                        .path("answer")
                        .asText())
                .isEqualTo("yes");
    }

    private ClaimedStep largeDelivery(String key) {
        give(stage.order(key).withAddress(new Address.Queue("answers", key, 4)));
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofSeconds(10));
        record(claim(), stage.done("x".repeat(2 * LargeData.large())));
        return stage.claim(ledger, "delivery");
    }

    @Test
    void aClaimedDeliveryDoesNotHoldItsAnswerInMemory() {
        ClaimedStep delivery = largeDelivery("k");
        assertThat(delivery.result()).isEqualTo(delivery.result()).isNotSameAs(delivery.result());
    }

    @Test
    void oneLargeAnswerIsDeliveredAfterTheOther() throws Exception {
        LargeData place = new LargeData(512L << 20);
        ClaimedStep first = largeDelivery("k1");
        ClaimedStep second = largeDelivery("k2");
        CompletableFuture<?> opened;
        try (LargeData.Work ignored = place.during()) {
            assertThat(first.result()).isNotNull();
            opened = CompletableFuture.supplyAsync(() -> {
                try (LargeData.Work inner = place.during()) {
                    return second.result();
                }
            });
            assertThatThrownBy(() -> opened.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
        assertThat(opened.get(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void aRefusedOrderIsDeliveredToo() {
        give(stage.order("k")
                .withAddress(new Address.Callback("http://localhost/x"))
                .withFindings(Finding.error("REQUIRED", "$.x", "is missing")));
        assertThat(stage.claim(ledger, "delivery").order().state()).isEqualTo(State.REFUSED);
    }

    @Test
    void aDeliveryThatIsGivenUpParksAndItsReplayRestoresTheState() {
        Order order = give(stage.order("k").withAddress(new Address.Queue("answers", null, 4)))
                .order();
        stage.complete(ledger);
        record(stage.claim(ledger, "delivery"), stage.failed(Outcome.Remedy.PARK, null));
        assertThat(find(order.id())).extracting(Order::state, Order::step).containsExactly(State.PARKED, "deliver");
        ledger.orders().replay(order.id(), null, "olga", stage.now());
        assertThat(find(order.id()).state()).isEqualTo(State.COMPLETED);
        record(stage.claim(ledger, "delivery"), stage.done("sent"));
        assertThat(find(order.id()).deliveredAt()).isNotNull();
    }

    @Test
    void aParkedOrderIsNotDelivered() {
        give(stage.order("k").withAddress(new Address.Queue("answers", null, 4)));
        record(claim(), stage.failed(Outcome.Remedy.PARK, null));
        assertThat(ledger.claims().claim("delivery", "n", stage.now())).isInstanceOf(Claims.Claim.NotYet.class);
    }

    @Test
    void aFetchedAnswerIsDelivered() {
        Order order = accept("k1");
        stage.complete(ledger);
        ledger.orders().fetched(order.id(), stage.now());
        Instant first = stage.now();
        stage.advance(Duration.ofMinutes(1));
        ledger.orders().fetched(order.id(), stage.now());
        assertThat(find(order.id()).deliveredAt()).isEqualTo(first);
    }

    // --- reuse

    @Test
    void aRecentAnswerIsReusedWithoutARequest() {
        Order first = give(stage.order("k1").withReuseKey("q")).order();
        stage.complete(ledger);
        Order second = give(stage.order("k2").withReuseKey("q")).order();
        assertThat(second.state()).isEqualTo(State.COMPLETED);
        assertThat(second.reusedFrom()).isEqualTo(first.id());
        assertThat(ledger.orders().result(second.id()))
                .isEqualTo(ledger.orders().result(first.id()));
    }

    @Test
    void theAnswerToAnotherOwnersRequestIsNotReused() {
        give(stage.order("k1").withReuseKey("q"));
        stage.complete(ledger);
        Order other =
                give(stage.order("k2").withReuseKey("q").withOwner("olga")).order();
        assertThat(other).extracting(Order::state, Order::reusedFrom).containsExactly(State.ACCEPTED, null);
    }

    @Test
    void anEqualRequestOfAnotherOwnerIsSentAgain() {
        give(stage.order("k1").withReuseKey("q"));
        Order other =
                give(stage.order("k2").withReuseKey("q").withOwner("olga")).order();
        assertThat(other).extracting(Order::state, Order::why).containsExactly(State.ACCEPTED, null);
    }

    @Test
    void anOwnersAnswerIsReusedThoughAnotherOneAskedLater() {
        Order first = give(stage.order("k1").withReuseKey("q")).order();
        stage.complete(ledger);
        give(stage.order("k2").withReuseKey("q").withOwner("olga"));
        stage.complete(ledger);
        assertThat(give(stage.order("k3").withReuseKey("q")).order().reusedFrom())
                .isEqualTo(first.id());
    }

    @Test
    void answersToTheHubsOwnRequestsAreReusedForAll() {
        give(stage.order("k1").withReuseKey("q").withOwner(Owners.CATALOGUE));
        Order during = give(stage.order("k2").withReuseKey("q")).order();
        assertThat(during.why()).isEqualTo("waiting for the answer to the same query of the hub");
        stage.complete(ledger);
        assertThat(give(stage.order("k3").withReuseKey("q")).order().state()).isEqualTo(State.COMPLETED);
    }

    @Test
    void anOldAnswerIsNotReused() {
        give(stage.order("k1").withReuseKey("q"));
        stage.complete(ledger);
        stage.advance(Duration.ofHours(2));
        assertThat(give(stage.order("k2").withReuseKey("q")).order().state()).isEqualTo(State.ACCEPTED);
    }

    @Test
    void equalRequestsInFlightAreSentOnceAndAnsweredToAll() {
        Order first = give(stage.order("k1").withReuseKey("q")).order();
        Order second = give(stage.order("k2").withReuseKey("q")).order();
        assertThat(second.why()).contains(first.id());
        stage.complete(ledger);
        assertThat(find(second.id()))
                .extracting(Order::state, Order::reusedFrom)
                .containsExactly(State.COMPLETED, first.id());
        assertThat(stage.notYet(ledger).next()).isNull();
    }

    @Test
    void anAnswerIsReusedAfterARestart() {
        Order first = give(stage.order("k1").withReuseKey("q")).order();
        stage.complete(ledger);
        reopen();
        assertThat(give(stage.order("k2").withReuseKey("q")).order())
                .extracting(Order::state, Order::reusedFrom)
                .containsExactly(State.COMPLETED, first.id());
    }

    @Test
    void anEqualRequestOfAnotherNodeIsAnsweredToAll() {
        Order first = give(stage.order("k1").withReuseKey("q")).order();
        try (Ledger other = stage.open(settings(KEY))) {
            Order second = other.acceptance()
                    .accept(stage.order("k2").withReuseKey("q").order())
                    .order();
            stage.complete(ledger);
            assertThat(other.orders().find(second.id()).orElseThrow())
                    .extracting(Order::state, Order::reusedFrom)
                    .containsExactly(State.COMPLETED, first.id());
        }
    }

    @Test
    void aFollowerGoesOnAloneWhenTheFirstIsParked() {
        give(stage.order("k1").withReuseKey("q"));
        Order second = give(stage.order("k2").withReuseKey("q")).order();
        record(claim(), stage.failed(Outcome.Remedy.PARK, null));
        assertThat(claim().order().id()).isEqualTo(second.id());
    }

    // --- hubs beside one another

    @Test
    void aHubThatCameLaterDoesNotGoWithAnOpenBrokerOfAnother() {
        Instant now = stage.now();
        Brokers.Hub first = new Brokers.Hub("1", "one", true, now);
        Brokers.Hub second = new Brokers.Hub("2", "two", false, now.plusMillis(1));
        for (Brokers.Hub hub : List.of(first, second, first)) {
            ledger.brokers().announce(hub, now);
        }
        assertThat(ledger.brokers().conflict(first, now)).isEmpty();
        assertThat(ledger.brokers().conflict(second, now)).hasValue(first);
        assertThat(ledger.brokers().conflict(second, now.plusMillis(1))).isEmpty();
        ledger.brokers().leave("1");
        assertThat(ledger.brokers().conflict(second, now)).isEmpty();
    }

    // --- batches

    private Batch openBatch(String file) {
        return ledger.batches()
                .open("svc.ask", "c0ffee", file, new Batch.Format(Batch.Kind.CSV, ';', List.of("a", "b")));
    }

    private List<NewOrder> records(Batch batch, int from, int to) {
        return java.util.stream.IntStream.rangeClosed(from, to)
                .mapToObj(record -> stage.order("file:" + record)
                        .withAddress(new Address.BatchRecord(batch.id(), record))
                        .order())
                .toList();
    }

    @Test
    void theSameContentIsTheSameBatchAndGoesOnWhereItStopped() {
        Batch batch = openBatch("a.csv");
        ledger.acceptance().acceptAll(batch.id(), 2, records(batch, 1, 2));
        reopen();
        Batch again = openBatch("a.csv");
        ledger.acceptance().acceptAll(batch.id(), 3, records(batch, 1, 3));
        assertThat(again.position()).isEqualTo(2);
        assertThat(ledger.batches().find(batch.id()).orElseThrow().counts()).isEqualTo(Map.of(State.ACCEPTED, 3L));
        assertThat(ledger.batches().lines(batch.id(), 1, 10))
                .extracting(Batches.Line::record)
                .containsExactly(2L, 3L);
    }

    @Test
    void aResultFileIsDueWhenTheBatchIsSealedAndItsLastOrderEnded() {
        Batch batch = openBatch("a.csv");
        ledger.acceptance().acceptAll(batch.id(), 1, records(batch, 1, 1));
        stage.complete(ledger);
        assertThat(ledger.batches().claimAnswer("n", stage.now())).isEmpty();
        ledger.batches().markComplete(batch.id());
        Batches.Answer answer = ledger.batches().claimAnswer("n", stage.now()).orElseThrow();
        assertThat(answer.file()).isEqualTo("a.csv");
        assertThat(ledger.batches().claimAnswer("n2", stage.now())).isEmpty();
        ledger.batches().answered(answer, stage.now());
        Batches.Line line = ledger.batches().lines(batch.id(), 0, 1).get(0);
        assertThat(line.order().deliveredAt()).isEqualTo(stage.now());
        assertThat(openBatch("copy.csv").id()).isEqualTo(batch.id());
        assertThat(ledger.batches().claimAnswer("n", stage.now()))
                .map(Batches.Answer::file)
                .hasValue("copy.csv");
    }

    @Test
    void aResultFileThatADeadRunWasWritingIsDueAtOnceAndThatOfALiveOneIsNot() {
        Batch batch = openBatch("a.csv");
        ledger.acceptance().acceptAll(batch.id(), 1, records(batch, 1, 1));
        ledger.batches().markComplete(batch.id());
        stage.complete(ledger);
        assertThat(ledger.batches().claimAnswer("node", stage.now())).isPresent();
        String died = ledger.runs().id();
        reopen();
        assertThat(ledger.runs().takeBack("another", true, stage.now()).files()).isZero();
        assertThat(ledger.batches().claimAnswer("node", stage.now())).isEmpty();
        assertThat(ledger.runs().takeBack(died, false, stage.now()).files()).isEqualTo(1);
        assertThat(ledger.batches().claimAnswer("node", stage.now())).isPresent();
        assertThat(ledger.runs().takeBackAll(stage.now()).files()).as("its own").isZero();
    }

    @Test
    void aHubAloneOnALedgerReleasesTheClaimsOfAllOthers() {
        Order order = accept("k1");
        claim();
        reopen();
        assertThat(ledger.runs().takeBackAll(stage.now()).attempts()).isEqualTo(1);
        assertThat(ledger.orders().attempts(order.id()).get(0).outcome()).isEqualTo("unsure");
    }

    @Test
    void attemptsOfARunThatIsNotProvenDeadKeepTheirLease() {
        accept("k1");
        claim();
        String silent = ledger.runs().id();
        reopen();
        assertThat(ledger.runs().takeBack(silent, false, stage.now()).attempts())
                .isZero();
        assertThat(ledger.runs().takeBack(silent, true, stage.now()).attempts()).isEqualTo(1);
    }

    @Test
    void aStepOfSeveralRequestsTakesAllItsPermitsAtOnceAndGivesBackWhatItDidNotNeed() {
        give(stage.order("k1").withOperation("svc.many"));
        give(stage.order("k2").withOperation("svc.many"));
        give(stage.order("k3").withOperation("svc.many"));
        ClaimedStep first = claim();
        assertThat(ledger.services().all(stage.now()).get(0).budget().inUse()).isEqualTo(3);
        assertThat(ledger.claims().claim("svc", "n", stage.now()))
                .as("two of five permits are free, three are needed")
                .isInstanceOf(Claims.Claim.NotYet.class);
        assertThat(first.requests().next()).isTrue();
        record(first, stage.done("a"));
        assertThat(ledger.services().all(stage.now()).get(0).budget().inUse()).isEqualTo(1);
        ClaimedStep second = claim();
        for (int request = 0; request < 3; request++) {
            assertThat(second.requests().next()).isTrue();
        }
        assertThat(second.requests().next()).as("a fourth request").isFalse();
        record(second, stage.done("b"));
        assertThat(ledger.services().all(stage.now()).get(0).budget().lastMinute())
                .isEqualTo(4);
        assertThat(ledger.claims().claim("svc", "n", stage.now())).isInstanceOf(Claims.Claim.NotYet.class);
        stage.advance(Duration.ofSeconds(11));
        ClaimedStep third = claim();
        record(third, stage.done("c"));
        assertThat(ledger.services().all(stage.now()).get(0).budget().inUse())
                .as("it sent nothing, for its tables were at hand")
                .isZero();
    }

    @Test
    void theRequestsOfATryThatDiedAllCount() {
        give(stage.order("k1").withOperation("svc.many"));
        claim();
        ledger.claims().recover(ledger.runs().id(), stage.now());
        assertThat(ledger.services().all(stage.now()).get(0).budget().inUse()).isEqualTo(3);
    }

    @Test
    void aReplayedOrderOfAnAnsweredBatchMakesItsAnswerDueAgain() {
        Batch batch = openBatch("a.csv");
        ledger.acceptance().acceptAll(batch.id(), 1, records(batch, 1, 1));
        ledger.batches().markComplete(batch.id());
        ClaimedStep work = claim();
        record(work, stage.failed(Outcome.Remedy.PARK, null));
        ledger.batches().answered(ledger.batches().claimAnswer("n", stage.now()).orElseThrow(), stage.now());
        ledger.orders().replay(work.order().id(), null, "olga", stage.now());
        assertThat(ledger.batches().claimAnswer("n", stage.now())).isEmpty();
        stage.complete(ledger);
        assertThat(ledger.batches().claimAnswer("n", stage.now())).isPresent();
    }

    @Test
    void aBigBatchDoesNotStarveASmallOne() {
        Batch big = openBatch("big.csv");
        ledger.acceptance().acceptAll(big.id(), 6, records(big, 1, 6));
        Batch small = ledger.batches()
                .open("svc.ask", "beef", "small.csv", new Batch.Format(Batch.Kind.CSV, ';', List.of("a")));
        NewOrder one = stage.order("small:1")
                .withAddress(new Address.BatchRecord(small.id(), 1))
                .order();
        ledger.acceptance().acceptAll(small.id(), 1, List.of(one));
        Set<String> firstTwo = new java.util.HashSet<>();
        for (int i = 0; i < 2; i++) {
            firstTwo.add(claim().order().key());
            stage.advance(Duration.ofSeconds(2));
        }
        assertThat(firstTwo).contains("small:1");
    }

    // --- services, answer times, listing

    @Test
    void aPausedServiceGivesNothing() {
        accept("k1");
        ledger.services().pause("svc", "olga", "maintenance", stage.now());
        reopen();
        assertThat(stage.notYet(ledger).why()).contains("olga").contains("maintenance");
        ledger.services().resume("svc");
        assertThat(claim()).isNotNull();
    }

    @Test
    void servicesTellCountsAndBudget() {
        accept("k1");
        accept("k2");
        claim();
        Services.ServiceStatus standing = ledger.services().all(stage.now()).get(0);
        assertThat(standing.counts()).isEqualTo(Map.of(State.ACCEPTED, 1L, State.WORKING, 1L));
        assertThat(standing.budget()).extracting(Services.BudgetUse::lastMinute).isEqualTo(1);
        assertThat(standing.oldestDue()).isEqualTo(stage.now());
    }

    @Test
    void answerTimesSayBetweenWhichPollsAnAnswerCame() {
        accept("k1");
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofSeconds(10));
        record(claim(), new Outcome.Wait(stage.now(), null, "not yet", null));
        stage.advance(Duration.ofSeconds(10));
        record(claim(), stage.done("yes"));
        assertThat(ledger.answerTimes().newest("svc.ask", 10))
                .containsExactly(new AnswerTime(Duration.ofSeconds(10), Duration.ofSeconds(20), LedgerFixture.START));
    }

    private List<AnswerTime> fetched(String... afterwards) {
        give(stage.order("k1").withOperation("svc.fetched"));
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofSeconds(10));
        record(claim(), new Outcome.Wait(stage.now(), null, "not yet", null));
        for (String step : afterwards) {
            stage.advance(Duration.ofSeconds(10));
            record(claim(), step.isEmpty() ? stage.done("yes") : Outcome.Next.now(step, null));
        }
        return ledger.answerTimes().newest("svc.fetched", 10);
    }

    @Test
    void anAnswerThatIsFetchedAfterAStepWithoutRequestsCountsFromThePollThatFoundIt() {
        assertThat(fetched("tell", "fetch", ""))
                .containsExactly(new AnswerTime(Duration.ofSeconds(10), Duration.ofSeconds(20), LedgerFixture.START));
    }

    @Test
    void aPollBehindAStepWithoutRequestsGoesOnWithTheSameAnswerTime() {
        assertThat(fetched("tell", "poll", ""))
                .containsExactly(
                        new AnswerTime(Duration.ofSeconds(20), Duration.ofSeconds(40), LedgerFixture.START, 3));
    }

    @Test
    void aStepWithoutRequestsThatEndsTheOrderHadTheAnswerOfThePoll() {
        assertThat(fetched("tell", ""))
                .containsExactly(new AnswerTime(Duration.ofSeconds(10), Duration.ofSeconds(20), LedgerFixture.START));
    }

    @Test
    void aSubmissionBehindAStepWithoutRequestsIsANewBeginning() {
        assertThat(fetched("tell", "submit", "poll", ""))
                .containsExactly(new AnswerTime(
                        Duration.ZERO, Duration.ofSeconds(10), LedgerFixture.START.plus(Duration.ofSeconds(40)), 2));
    }

    @Test
    void anOrderThatWasAskedInVainCountsAmongTheAnswerTimesToo() {
        accept("k1");
        accept("k2");
        record(claim(), stage.nextPoll());
        stage.advance(Duration.ofSeconds(10));
        record(claim(), new Outcome.Wait(stage.now(), null, "not yet", null));
        record(claim(), stage.nextPoll());
        assertThat(ledger.answerTimes().newest("svc.ask", 10))
                .containsExactly(new AnswerTime(Duration.ofSeconds(10), null, LedgerFixture.START));
    }

    @Test
    void ordersAreListedNewestFirstByPage() {
        for (int i = 0; i < 5; i++) {
            accept("k" + i);
            stage.advance(Duration.ofMillis(1));
        }
        Orders.Page page = ledger.orders().list(new Orders.Query(null, State.ACCEPTED, null, null, null), 1, 2);
        assertThat(page.total()).isEqualTo(5);
        assertThat(page.pages()).isEqualTo(3);
        assertThat(page.items()).extracting(Order::key).containsExactly("k2", "k1");
    }

    @Test
    void oldOrdersArePrunedPayloadsFirst() {
        Order order = accept("k1");
        stage.complete(ledger);
        stage.advance(Duration.ofDays(30));
        assertThat(ledger.retention().prune(stage.now(), Instant.EPOCH)).isEqualTo(1);
        assertThat(find(order.id()).state()).isEqualTo(State.COMPLETED);
        assertThat(ledger.orders().payload(order.id())).isEmpty();
        ledger.retention().prune(stage.now(), stage.now());
        assertThat(ledger.orders().find(order.id())).isEmpty();
    }

    @Test
    void aBatchIsForgottenWithItsLastOrderAndTheCountsStayRight() {
        Batch batch = openBatch("a.csv");
        ledger.acceptance().acceptAll(batch.id(), 2, records(batch, 1, 2));
        ledger.batches().markComplete(batch.id());
        stage.complete(ledger);
        stage.advance(Duration.ofDays(30));
        ledger.retention().prune(stage.now(), stage.now());
        assertThat(ledger.batches().find(batch.id())).isPresent();
        stage.complete(ledger);
        ledger.batches().answered(ledger.batches().claimAnswer("n", stage.now()).orElseThrow(), stage.now());
        stage.advance(Duration.ofDays(30));
        ledger.retention().prune(stage.now(), stage.now());
        assertThat(ledger.batches().find(batch.id())).isEmpty();
        assertThat(ledger.services().all(stage.now()).get(0).counts()).isEmpty();
    }

    @Test
    void anAttemptAtAStepThatIsGoneIsParkedAtRecovery() {
        Order order = accept("k1");
        claim();
        String died = ledger.runs().id();
        ledger.close();
        ledger = stage.openWithout("svc.ask", settings(KEY));
        assertThat(ledger.claims().recover(died, stage.now())).isEqualTo(1);
        assertThat(find(order.id()).problem()).extracting(Problem::code).isEqualTo("STEP_GONE");
    }

    // --- keys

    @Test
    void anotherKeyIsNoticedAtOnce() {
        ledger.close();
        byte[] other = "another-key-another-key-another-".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> stage.open(settings(other)))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("another key");
        ledger = stage.open(settings(KEY));
    }

    @Test
    void aNewKeyWritesWhileTheOldOneReads() {
        Order order = accept("k1");
        ledger.close();
        byte[] fresh = "a-fresh-key-a-fresh-key-a-fresh-".getBytes(StandardCharsets.UTF_8);
        ledger = stage.open(settings(fresh, KEY));
        assertThat(ledger.orders().payload(order.id())).hasValue(stage.payload());
        assertThat(accept("k1").id()).isEqualTo(order.id());
    }

    // --- budget

    @Test
    void theBudgetIsKeptOverReopening() {
        for (int i = 0; i < 8; i++) {
            accept("k" + i);
        }
        for (int i = 0; i < 5; i++) {
            record(claim(), stage.nextPoll());
            stage.advance(Duration.ofSeconds(2));
        }
        reopen();
        Claims.Claim.NotYet notYet = stage.notYet(ledger);
        assertThat(notYet.why()).contains("budget svc is used up");
        assertThat(notYet.next()).isEqualTo(LedgerFixture.START.plusSeconds(10).plusMillis(50));
    }

    @Test
    void aLimitAnswerStopsTheWholeBudget() {
        accept("k1");
        accept("k2");
        record(claim(), stage.failed(Outcome.Remedy.LIMITED, Duration.ofSeconds(90)));
        assertThat(stage.notYet(ledger).next()).isEqualTo(stage.now().plusSeconds(90));
        assertThat(ledger.services().all(stage.now()).get(0).budget())
                .extracting(Services.BudgetUse::stoppedUntil)
                .isEqualTo(stage.now().plusSeconds(90));
    }

    @Test
    void aStoppedBudgetSaysInEveryLanguageWhatTheServiceSaid() {
        accept("k1");
        Wording why = Wording.of("SERVICE.limit", "Svc");
        Problem limit = new Problem("SVC_LIMIT", why, Wording.of("SERVICE.after-a-pause", 429));
        record(claim(), new Outcome.Failed(limit, Outcome.Remedy.LIMITED, Duration.ofSeconds(90), null));
        assertThat(ledger.services().all(stage.now()).get(0).budget())
                .extracting(Services.BudgetUse::why)
                .isEqualTo(why);
    }

    @Test
    void aPauseSaysItsReasonInEveryLanguage() {
        Wording why = Wording.of("PAUSE.restored", "2026-01-01T00:00:00Z");
        ledger.services().pause("svc", "restore", why, stage.now());
        assertThat(ledger.services().all(stage.now()).get(0).pause())
                .extracting(Services.Pause::why)
                .isEqualTo(why);
    }

    @Test
    void anAttemptSaysInEveryLanguageWhatHappened() {
        Order order = accept("k1");
        record(claim(), new Outcome.Next("poll", stage.now(), stage.now(), null));
        assertThat(ledger.orders().attempts(order.id()).get(0).detail()).isEqualTo(Wording.of("ATTEMPT.next", "poll"));
    }

    static Budget budget() {
        return new Budget("svc", 5, Duration.ofSeconds(10), Duration.ofMillis(50), 0, Duration.ZERO);
    }

    static List<Finding> none() {
        return List.of();
    }

    // --- audit and numbers

    @Test
    void theAuditListsWhoDidWhatAndWhyNewestFirst() {
        ledger.audit().record("olga", "replay", "o1", "the service is back");
        ledger.audit().record("boris", "unmask", "o2", null);
        List<Audit.Entry> entries = ledger.audit().list(new Audit.Query(null, null, null), 10);
        assertThat(entries)
                .containsExactly(
                        new Audit.Entry(2, stage.now(), "boris", "unmask", "o2", null, null),
                        new Audit.Entry(1, stage.now(), "olga", "replay", "o1", "the service is back", null));
        assertThat(ledger.audit().list(new Audit.Query("olga", "o1", 2L), 10)).hasSize(1);
    }

    /** Six entries: every action a minute after the one before, the newest has the number 6. */
    private void aDayOfAudit() {
        for (String entry : List.of(
                "olga log-in -",
                "boris log-in -",
                "olga unmask o1",
                "boris unmask o2",
                "olga replay o1",
                "olga unmask o2")) {
            String[] parts = entry.split(" ", -1);
            ledger.audit().record(parts[0], parts[1], parts[2].equals("-") ? null : parts[2], null, "192.0.2.7");
            stage.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void theAuditIsSearchedByUserActionOrderAndTime() {
        Instant start = stage.now();
        aDayOfAudit();
        Map<String, String> found = new java.util.LinkedHashMap<>();
        // who, action, order, minute from, minute before, number before: numbers found
        """
        - - - - - -: 6 5 4 3 2 1
        olga - - - - -: 6 5 3 1
        - unmask - - - -: 6 4 3
        olga unmask - - - -: 6 3
        olga unmask - - - 6: 3
        - - o1 - - -: 5 3
        olga unmask o2 - - -: 6
        boris - o1 - - -:
        - - - 2 - -: 6 5 4 3
        - - - - 2 -: 2 1
        - - - 1 3 -: 3 2
        - unmask - 3 - -: 6 4
        olga - - 1 5 5: 3
        - - - 60 - -:
        """.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] parts = line.split(": ?", 2);
            found.put(parts[0], parts[1]);
        });
        assertThat(found).allSatisfy((question, numbers) -> {
            String[] asked = question.split(" ", -1);
            Audit.Query query = new Audit.Query(
                    or(asked[0]),
                    or(asked[1]),
                    or(asked[2]),
                    or(asked[3]) == null ? null : start.plus(Duration.ofMinutes(Long.parseLong(asked[3]))),
                    or(asked[4]) == null ? null : start.plus(Duration.ofMinutes(Long.parseLong(asked[4]))),
                    or(asked[5]) == null ? null : Long.valueOf(asked[5]));
            assertThat(ledger.audit().list(query, 10).stream().map(entry -> String.valueOf(entry.number())))
                    .as(question)
                    .containsExactly(numbers.isEmpty() ? new String[0] : numbers.split(" ", -1));
        });
    }

    private static @Nullable String or(String asked) {
        return asked.equals("-") ? null : asked;
    }

    @Test
    void anEntryWrittenWithAClockThatWasBehindIsFoundByItsTime() {
        Instant start = stage.now();
        aDayOfAudit();
        stage.advance(Duration.ofHours(-2));
        ledger.audit().record("olga", "unmask", null, null);
        assertThat(ledger.audit().list(new Audit.Query(null, null, null, null, start, null), 10))
                .extracting(Audit.Entry::number)
                .containsExactly(7L);
    }

    @Test
    void theAuditListsTheActionsInIt() {
        assertThat(ledger.audit().actions()).isEmpty();
        aDayOfAudit();
        assertThat(ledger.audit().actions()).containsExactly("log-in", "replay", "unmask");
    }

    @Test
    void theChainOfTheAuditContainsTheCallersAddress() throws java.sql.SQLException {
        aDayOfAudit();
        assertThat(ledger.audit().verify().whole()).isTrue();
        assertThat(ledger.audit().list(new Audit.Query(null, null, null), 1))
                .extracting(Audit.Entry::caller)
                .containsExactly("192.0.2.7");
        sql("update audit set caller = null where number = 3");
        assertThat(ledger.audit().verify().brokenAt()).isEqualTo(3);
    }

    @Test
    void theChainOfTheAuditHoldsOverRestarts() {
        ledger.audit().record("olga", "replay", "o1", "why");
        reopen();
        ledger.audit().record("olga", "cancel", "o1", null);
        Audit.Verification found = ledger.audit().verify();
        assertThat(found.whole()).isTrue();
        assertThat(found.entries()).isEqualTo(2);
    }

    @Test
    void aChangedOrMissingAuditEntryShows() throws java.sql.SQLException {
        for (String action : List.of("one", "two", "three", "four")) {
            ledger.audit().record("olga", action, null, null);
        }
        sql("delete from audit where number = 4");
        assertThat(ledger.audit().verify().brokenAt()).isEqualTo(4);
        sql("update audit set who = 'boris' where number = 2");
        assertThat(ledger.audit().verify().brokenAt()).isEqualTo(2);
    }

    private void sql(String statement) throws java.sql.SQLException {
        LedgerSettings settings = settings(KEY);
        try (java.sql.Connection connection =
                        java.sql.DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                java.sql.Statement run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    @Test
    void parkedOrdersAreCountedByProblemAndFoundByIt() {
        Order order = accept("k1");
        accept("k2");
        record(claim(), stage.failed(Outcome.Remedy.PARK, null));
        assertThat(ledger.numbers().parked())
                .containsExactly(new Numbers.ParkedGroup(
                        "OUT_OF_ORDER", "svc.ask", Wording.verbatim("The service does not answer"), 1, order.id()));
        Orders.Query query = new Orders.Query("svc.ask", State.PARKED, null, null, null, "OUT_OF_ORDER");
        assertThat(ledger.orders().list(query, 0, 10).items())
                .extracting(Order::id)
                .containsExactly(order.id());
        assertThat(ledger.orders().list(query, 0, 10).total()).isEqualTo(1);
    }

    @Test
    void endedOrdersAreCountedByHour() {
        accept("k1");
        stage.complete(ledger);
        assertThat(ledger.numbers().endedByHour(LedgerFixture.START.minusSeconds(60)))
                .containsExactly(Map.entry(LedgerFixture.START, 1L));
        assertThat(ledger.numbers().orders().get("svc.ask")).containsEntry(State.COMPLETED, 1L);
        assertThat(ledger.numbers().bytes()).isPositive();
    }

    @Test
    void theOldestOpenOrderOfEachPriorityIsKnownWhereverItStands() {
        accept("k1");
        stage.advance(Duration.ofSeconds(5));
        give(stage.order("k2").withPriority(Priority.URGENT));
        record(claim(), stage.nextPoll());
        assertThat(ledger.numbers().oldest())
                .containsExactly(
                        new Numbers.Oldest("svc", Priority.URGENT, LedgerFixture.START.plusSeconds(5)),
                        new Numbers.Oldest("svc", Priority.NORMAL, LedgerFixture.START));
    }

    @Test
    void anAnswerThatIsTriedLaterAgainIsStillNotDelivered() {
        give(stage.order("k").withAddress(new Address.Queue("answers", null, 4)));
        stage.complete(ledger);
        Instant known = stage.now();
        stage.advance(Duration.ofSeconds(5));
        record(stage.claim(ledger, "delivery"), stage.failed(Outcome.Remedy.RETRY, null));
        assertThat(ledger.numbers().undeliveredSince()).isEqualTo(known);
    }

    @Test
    void aResultFileThatIsTriedLaterAgainIsStillNotDelivered() {
        Batches.Answer answer = endedBatch();
        Instant known = stage.now();
        stage.advance(Duration.ofSeconds(5));
        ledger.batches().failed(answer, "the disk is full", stage.now().plusSeconds(30));
        assertThat(ledger.numbers().undeliveredSince()).isEqualTo(known);
    }

    @Test
    void nothingIsUndeliveredWhenTheResultFileIsWritten() {
        ledger.batches().answered(endedBatch(), stage.now());
        assertThat(ledger.numbers().undeliveredSince()).isNull();
    }

    private Batches.Answer endedBatch() {
        Batch batch = openBatch("a.csv");
        ledger.acceptance().acceptAll(batch.id(), 1, records(batch, 1, 1));
        ledger.batches().markComplete(batch.id());
        stage.complete(ledger);
        return ledger.batches().claimAnswer("n", stage.now()).orElseThrow();
    }

    @Test
    void aKeptBudgetHasNoViolation() {
        keepTheServiceBusy();
        assertThat(violations()).isZero();
    }

    @Test
    void everyRequestTooManyInItsWindowIsCountedOnce() throws java.sql.SQLException {
        keepTheServiceBusy();
        Instant last = stage.now();
        for (int i = 0; i < 7; i++) {
            sql(
                    "insert into calls (order_id, attempt, budget, left_at, ended_at, question) values ('x', %d, 'svc', %d, %2$d, 0)"
                            .formatted(i, last.plusSeconds(60).plusMillis(i).toEpochMilli()));
        }
        stage.advance(Duration.ofMinutes(2));
        assertThat(violations()).isEqualTo(2);
        assertThat(ledger.services().violations(stage.now(), stage.now()).get("svc"))
                .isZero();
    }

    private void keepTheServiceBusy() {
        for (int i = 0; i < 12; i++) {
            accept("k" + i);
        }
        for (int i = 0; i < 60; i++) {
            if (ledger.claims().claim("svc", "node", stage.now()) instanceof Claims.Claim.Claimed claimed) {
                record(claimed.work(), stage.nextPoll());
            }
            stage.advance(Duration.ofMillis(500));
        }
    }

    private long violations() {
        return ledger.services().violations(LedgerFixture.START, stage.now()).get("svc");
    }

    @Test
    void batchesAreListedNewestFirstWithTheirFiles() {
        Batch.Format format = new Batch.Format(Batch.Kind.NDJSON, ',', List.of());
        Batch first = ledger.batches().open("svc.ask", "c1", "a.ndjson", format);
        stage.advance(Duration.ofSeconds(1));
        Batch second = ledger.batches().open("svc.ask", "c2", "b.ndjson", format);
        assertThat(ledger.batches().newest(10))
                .extracting(listed -> listed.batch().id(), Batches.Listed::files)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(second.id(), List.of("b.ndjson")),
                        org.assertj.core.groups.Tuple.tuple(first.id(), List.of("a.ndjson")));
    }

    // --- by whom an order is about

    private List<String> about(String name) {
        SubjectHash hash = ledger.orders().hash(Subject.number(name).orElseThrow());
        Orders.Query query = new Orders.Query(null, null, null, null, null).about(List.of(hash));
        return ledger.orders().list(query, 0, 10).items().stream()
                .map(Order::key)
                .toList();
    }

    @Test
    void anOrderIsFoundByWhomItIsAboutAndNotByOthers() {
        accept("k1");
        give(stage.order("k2").withPayload("{\"patient\":{\"familyName\":\"Somebody\"}}"));
        assertThat(about(LedgerFixture.PLANTED)).containsExactly("k1");
    }

    @Test
    void recordsOfALargeChunkAreFoundByWhomTheyAreAbout() {
        Batch batch =
                ledger.batches().open("svc.ask", "c1", "a.ndjson", new Batch.Format(Batch.Kind.NDJSON, ',', List.of()));
        List<NewOrder> orders = java.util.stream.IntStream.rangeClosed(1, 300)
                .mapToObj(record -> stage.order("r" + record)
                        .withPayload("{\"patient\":{\"familyName\":\"number" + record + "\"}}")
                        .withAddress(new Address.BatchRecord(batch.id(), record))
                        .order())
                .toList();
        ledger.acceptance().acceptAll(batch.id(), 300, orders);
        accept("k1");
        assertThat(about("NUMBER 123")).containsExactly("r123");
    }

    @Test
    void anotherKeyOfTheLedgerChangesNoHash() {
        accept("k1");
        ledger.close();
        ledger = stage.open(settings("another-0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8), KEY));
        assertThat(about(LedgerFixture.PLANTED)).containsExactly("k1");
    }

    @Test
    void aCorrectedOrderIsFoundByWhomItIsAboutNow() {
        Order order = accept("k1");
        record(claim(), stage.failed(Outcome.Remedy.PARK, null));
        byte[] corrected = "{\"patient\":{\"familyName\":\"Corrected\"}}".getBytes(StandardCharsets.UTF_8);
        ledger.orders().replay(order.id(), corrected, "olga", stage.now());
        assertThat(about(LedgerFixture.PLANTED)).isEmpty();
        assertThat(about("corrected")).containsExactly("k1");
    }

    @Test
    void anOrderWithoutItsPayloadIsNotFoundByItsSubject() {
        accept("k1");
        stage.complete(ledger);
        stage.advance(Duration.ofDays(30));
        ledger.retention().prune(stage.now(), Instant.EPOCH);
        assertThat(about(LedgerFixture.PLANTED)).isEmpty();
    }

    @Test
    void nodesThatShareALedgerHashAlike() {
        Subject subject = Subject.number("12345678").orElseThrow();
        try (Ledger other = stage.open(settings(KEY))) {
            assertThat(other.orders().hash(subject)).isEqualTo(ledger.orders().hash(subject));
        }
    }

    @Test
    void ordersAreListedByTheTimeOfTheirAcceptance() {
        accept("k1");
        stage.advance(Duration.ofSeconds(1));
        accept("k2");
        stage.advance(Duration.ofSeconds(1));
        accept("k3");
        Instant second = LedgerFixture.START.plusSeconds(1);
        Orders.Page page = ledger.orders()
                .list(
                        new Orders.Query(null, State.ACCEPTED, null, null, null).within(second, second.plusMillis(1)),
                        0,
                        10);
        assertThat(page.items()).extracting(Order::key).containsExactly("k2");
        assertThat(page.total()).isEqualTo(1);
    }
}
