package org.hospitalhub.ledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.hospitalhub.ledger.ClaimedStep;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerContract;
import org.hospitalhub.ledger.LedgerFixture;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Outcome;
import org.hospitalhub.ledger.Outcome.Refusal;
import org.hospitalhub.ledger.Outcome.Remedy;
import org.hospitalhub.ledger.PostgresForTests;
import org.hospitalhub.ledger.Problem;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.State;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Languages;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that does not accept who we are costs a few orders, not the night's batch. */
@SuppressWarnings("NullAway.Init")
class JdbcHoldsTest {

    @TempDir
    Path folder;

    private final LedgerFixture stage =
            new LedgerFixture(new Budget("svc", 1_000, Duration.ofMinutes(1), Duration.ofMillis(50), 0, Duration.ZERO));
    private LedgerSettings settings;
    private Ledger ledger;

    private void open(boolean postgres) {
        settings = postgres
                ? PostgresForTests.shared("holds" + System.nanoTime(), LedgerContract.KEY)
                : LedgerSettings.sqlite(folder.resolve("ledger.db"), LedgerContract.KEY);
        ledger = stage.open(settings);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void accept(int from, int to, String payload) {
        IntStream.range(from, to).forEach(n -> ledger.acceptance()
                .accept(stage.order("k" + n).withPayload(payload).order()));
    }

    private @Nullable ClaimedStep next() {
        return ledger.claims().claim("svc", "node", stage.now()) instanceof Claims.Claim.Claimed claimed
                ? claimed.work()
                : null;
    }

    private ClaimedStep claimed() {
        ClaimedStep work = next();
        assertThat(work).as("a claimed order").isNotNull();
        return java.util.Objects.requireNonNull(work);
    }

    private void refuse(ClaimedStep work, Refusal refusal) {
        Problem problem = new Problem(
                "SVC_NOT_AUTHORISED", Wording.verbatim("The key was not accepted"), Wording.of("SERVICE.again.detail"));
        ledger.claims().record(work, new Outcome.Failed(problem, Remedy.PARK, null, null, refusal), stage.now());
    }

    private void succeed(ClaimedStep work) {
        ledger.claims().record(work, stage.done("yes"), stage.now());
    }

    private Services.ServiceStatus standing() {
        return ledger.services().all(stage.now()).stream()
                .filter(service -> service.service().equals("svc"))
                .findFirst()
                .orElseThrow();
    }

    private long count(State state) {
        return standing().counts().getOrDefault(state, 0L);
    }

    private void hold() {
        accept(0, 20, "{}");
        for (int n = 0; n < JdbcHolds.IN_A_ROW; n++) {
            refuse(claimed(), Refusal.ALL);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void afterThreeRefusalsInARowTheOthersWaitAndTheServiceSaysWhy(boolean postgres) {
        open(postgres);
        hold();
        Claims.Claim claim = ledger.claims().claim("svc", "node", stage.now());
        assertThat(claim).isInstanceOfSatisfying(Claims.Claim.NotYet.class, notYet -> {
            assertThat(notYet.why()).contains("svc is held after 3 refusals", "The key was not accepted");
            assertThat(notYet.next()).isEqualTo(stage.now().plus(JdbcHolds.FIRST_PAUSE));
        });
        assertThat(count(State.PARKED)).isEqualTo(3);
        assertThat(count(State.ACCEPTED)).isEqualTo(17);
        assertThat(standing().holds()).singleElement().satisfies(hold -> {
            assertThat(hold.code()).isEqualTo("SVC_NOT_AUTHORISED");
            assertThat(hold.words().in(Languages.of("uk")))
                    .isEqualTo(
                            "призупинено після 3 відмов: The key was not accepted. Час вийшов. Повторіть замовлення пізніше.");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneOrderTriesAfterThePauseAndItsAcceptanceLetsAllGoOn(boolean postgres) {
        open(postgres);
        hold();
        stage.advance(JdbcHolds.FIRST_PAUSE);
        ClaimedStep probe = claimed();
        assertThat(next()).as("a second one beside the probe").isNull();
        refuse(probe, Refusal.ALL);
        assertThat(next()).isNull();
        stage.advance(JdbcHolds.FIRST_PAUSE);
        assertThat(next()).as("the pause doubles").isNull();
        stage.advance(JdbcHolds.FIRST_PAUSE);
        succeed(claimed());
        for (int n = 0; n < 15; n++) {
            succeed(claimed());
        }
        assertThat(standing().holds()).isEmpty();
        assertThat(count(State.PARKED)).isEqualTo(4);
        assertThat(count(State.COMPLETED)).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aResumeAndAStartLetOneOrderTryAtOnce(boolean postgres) {
        open(postgres);
        hold();
        ledger.services().resume("svc");
        ClaimedStep first = claimed();
        assertThat(next()).isNull();
        refuse(first, Refusal.ALL);
        assertThat(next()).isNull();
        ledger.close();
        ledger = stage.open(settings);
        succeed(claimed());
        assertThat(next()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProbeThatFoundOutNothingMakesRoomForAnother(boolean postgres) {
        open(postgres);
        hold();
        stage.advance(JdbcHolds.FIRST_PAUSE);
        Problem away = new Problem("NOT_REACHED", "The service cannot be reached", "");
        ledger.claims().record(claimed(), new Outcome.Failed(away, Remedy.RETRY, null, null), stage.now());
        assertThat(next()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusalsThatAreNotInARowHoldNothing(boolean postgres) {
        open(postgres);
        accept(0, 20, "{}");
        for (int n = 0; n < 4; n++) {
            refuse(claimed(), Refusal.ALL);
            refuse(claimed(), Refusal.ALL);
            succeed(claimed());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneOrderThatIsRefusedAgainAndAgainHoldsNothing(boolean postgres) {
        open(postgres);
        accept(0, 1, "{}");
        for (int n = 0; n < 5; n++) {
            ClaimedStep work = claimed();
            refuse(work, Refusal.ALL);
            assertThat(standing().holds()).isEmpty();
            ledger.orders().replay(work.order().id(), null, "olga", stage.now());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIdentityThatIsRefusedHoldsNoOthersOrders(boolean postgres) {
        open(postgres);
        accept(0, 6, "{\"identity\":\"clinic\"}");
        accept(6, 9, "{\"identity\":\"hospital\"}");
        for (int n = 0; n < JdbcHolds.IN_A_ROW; n++) {
            refuse(claimed(), Refusal.CALLER);
        }
        List<String> others = claimAll();
        assertThat(others).hasSize(3);
        assertThat(standing().holds()).singleElement().satisfies(hold -> assertThat(hold.scope())
                .isEqualTo("clinic"));
        stage.advance(JdbcHolds.FIRST_PAUSE);
        succeed(claimed());
        assertThat(claimAll()).hasSize(2);
        assertThat(count(State.COMPLETED)).isEqualTo(6);
    }

    /** Completes all that can be claimed now; each look may move one order. */
    private List<String> claimAll() {
        return IntStream.range(0, 20)
                .mapToObj(n -> next())
                .filter(work -> work != null)
                .map(work -> {
                    succeed(work);
                    return work.order().id();
                })
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRightThatIsMissingHoldsWhatNeedsItAndNothingElse(boolean postgres) {
        open(postgres);
        accept(0, 5, "{\"identity\":\"clinic\",\"right\":\"reports\"}");
        accept(5, 8, "{\"identity\":\"clinic\",\"right\":\"nomenclatures\"}");
        for (int n = 0; n < JdbcHolds.IN_A_ROW; n++) {
            refuse(claimed(), Refusal.RIGHT);
        }
        assertThat(claimAll()).hasSize(3);
        assertThat(standing().holds()).singleElement().satisfies(hold -> assertThat(hold.scope())
                .isEqualTo("clinic reports"));
    }
}
