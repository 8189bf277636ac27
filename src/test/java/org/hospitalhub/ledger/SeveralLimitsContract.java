package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.ledger.Claims.Claim;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.pacing.Budget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service with three limits at once: 5 requests in 10 s, 8 submissions a day, 3 calls in flight; on each database. */
abstract class SeveralLimitsContract implements InstantSource {

    static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final Budget SHORT = new Budget("svc", 5, Duration.ofSeconds(10), Duration.ZERO, 0, Duration.ZERO);
    private static final Budget DAY = new Budget("svc-day", 8, Duration.ofHours(24), Duration.ZERO, 0, Duration.ZERO);
    private static final Budget AT_ONCE = Budget.inFlight("svc-in-flight", 3);

    private Instant now = Instant.parse("2026-11-21T09:00:00Z");
    private final List<Ledger> nodes = new ArrayList<>();
    private Ledger ledger;

    abstract LedgerSettings settings();

    @Override
    public Instant instant() {
        return now;
    }

    @BeforeEach
    void open() {
        ledger = node();
    }

    private Ledger node() {
        Ledger node = JdbcLedger.open(
                settings(),
                new Operations(List.of(
                        operation(
                                "svc.order",
                                step("submit", "svc", false, List.of("svc-day", "svc-in-flight")),
                                step("poll", "svc", true, List.of("svc-in-flight"))),
                        operation("svc.ask", step("ask", "svc", false, List.of("svc-in-flight"))))),
                Map.of("svc", SHORT, "svc-day", DAY, "svc-in-flight", AT_ONCE),
                this);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void close() {
        nodes.forEach(Ledger::close);
    }

    private static Step step(String name, @Nullable String budget, boolean question, List<String> further) {
        return new Step(
                name,
                budget,
                1,
                question,
                Duration.ZERO,
                new Step.Unsure.Repeat(),
                Duration.ofHours(1),
                false,
                further,
                null,
                false);
    }

    private static Operation operation(String name, Step... steps) {
        return new Operation(
                name,
                "svc",
                List.of(steps),
                (payload, files) -> new Operation.Checked(payload, List.of(), null),
                List.of(),
                Duration.ZERO,
                null,
                payload -> Set.of(),
                Operation.Identities.ONE);
    }

    private void accept(String operation, int number) {
        for (int i = 0; i < number; i++) {
            ledger.acceptance()
                    .accept(new NewOrder(
                            operation,
                            null,
                            Priority.NORMAL,
                            "ivan",
                            "{}".getBytes(StandardCharsets.UTF_8),
                            List.of(),
                            null,
                            new Address.Ask(),
                            null));
        }
    }

    private List<ClaimedStep> claimAll(Ledger node) {
        List<ClaimedStep> all = new ArrayList<>();
        while (node.claims().claim("svc", "node", now) instanceof Claim.Claimed claimed) {
            all.add(claimed.work());
            all.addAll(claimed.more());
        }
        return all;
    }

    /** With the time between two of them by which requests are spread over the window. */
    private List<ClaimedStep> claimSpread(Ledger node) {
        List<ClaimedStep> all = new ArrayList<>();
        for (int second = 0; second < 10; second++) {
            all.addAll(claimAll(node));
            now = now.plusSeconds(1);
        }
        return all;
    }

    private String why(Ledger node) {
        return node.claims().claim("svc", "node", now) instanceof Claim.NotYet notYet
                ? String.valueOf(notYet.why())
                : "claimed";
    }

    private void done(ClaimedStep work) {
        ledger.claims().record(work, new Outcome.Done(JsonNodeFactory.instance.objectNode()), now);
    }

    /** Does what may be done, with time between, until nothing changes for longer than the short window. */
    private List<ClaimedStep> doAll(Duration lasts) {
        List<ClaimedStep> all = new ArrayList<>();
        Instant end = now.plus(lasts);
        while (now.isBefore(end)) {
            for (ClaimedStep work : claimAll(ledger)) {
                all.add(work);
                if (work.step().equals("submit")) {
                    ledger.claims().record(work, new Outcome.Next("poll", now, null, work.memory()), now);
                } else {
                    done(work);
                }
            }
            now = now.plusSeconds(1);
        }
        return all;
    }

    @Test
    void asManyCallsAreOnTheirWayAsMayBeWhicheverNodeSendsThem() {
        Ledger other = node();
        accept("svc.ask", 10);
        List<ClaimedStep> first = claimSpread(other);
        assertThat(first).hasSize(3);
        assertThat(claimAll(ledger)).isEmpty();
        assertThat(why(other)).contains("svc-in-flight").contains("(3)");
        done(first.get(0));
        now = now.plusSeconds(3);
        assertThat(claimAll(ledger)).hasSize(1);
    }

    @Test
    void anOrderWhoseSecondLimitIsUsedUpCostsTheFirstOneNothing() {
        accept("svc.order", 20);
        doAll(Duration.ofMinutes(3));
        assertThat(why(ledger)).contains("svc-day");
        now = now.plusSeconds(30);
        assertThat(why(ledger)).contains("svc-day");
        accept("svc.ask", 5);
        assertThat(claimSpread(ledger)).extracting(ClaimedStep::step).hasSize(3).containsOnly("ask");
    }

    @Test
    void aDaysLimitHoldsSubmissionsAndNothingElse() {
        accept("svc.order", 20);
        List<ClaimedStep> done = doAll(Duration.ofMinutes(3));
        assertThat(done).filteredOn(work -> work.step().equals("submit")).hasSize(8);
        assertThat(done).filteredOn(work -> work.step().equals("poll")).hasSize(8);
    }

    @Test
    void theNextDaysSubmissionsLeaveADayAfterThoseOfThisDay() {
        accept("svc.order", 20);
        Instant first = now;
        doAll(Duration.ofMinutes(3));
        now = first.plus(Duration.ofHours(24)).minusSeconds(1);
        assertThat(claimAll(ledger)).isEmpty();
        now = first.plus(Duration.ofHours(24)).plus(Duration.ofMinutes(10));
        assertThat(doAll(Duration.ofMinutes(3)))
                .filteredOn(work -> work.step().equals("submit"))
                .hasSize(8);
    }

    @Test
    void noWindowOfAnyLimitHoldsMoreThanItMay() {
        Ledger other = node();
        accept("svc.order", 12);
        accept("svc.ask", 12);
        List<Instant> left = new ArrayList<>();
        int submissions = 0;
        for (int second = 0; second < 120; second++) {
            for (Ledger node : List.of(ledger, other)) {
                for (ClaimedStep work : claimAll(node)) {
                    left.add(now);
                    submissions += work.step().equals("submit") ? 1 : 0;
                    done(work);
                }
            }
            now = now.plusSeconds(1);
        }
        assertThat(submissions).isEqualTo(8);
        assertThat(left).hasSize(20);
        for (int i = 5; i < left.size(); i++) {
            assertThat(Duration.between(left.get(i - 5), left.get(i))).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
        }
    }

    @Test
    void aTryThatSentNothingGivesAllItsPermitsBack() {
        accept("svc.order", 1);
        for (int i = 0; i < 12; i++) {
            ClaimedStep work = claimAll(ledger).get(0);
            Problem problem = new Problem("OLD", "Too late", "Nothing was sent.");
            ledger.claims().record(work, new Outcome.Failed(problem, Outcome.Remedy.AGAIN, null, null), now);
            now = now.plusSeconds(1);
        }
        assertThat(claimAll(ledger)).hasSize(1);
    }

    @Test
    void callsOfANodeThatDiedAreNoLongerOnTheirWay() {
        accept("svc.ask", 4);
        assertThat(claimSpread(ledger)).hasSize(3);
        ledger.claims().recover(ledger.runs().id(), now);
        now = now.plusSeconds(30);
        assertThat(claimAll(ledger)).isNotEmpty();
    }

    @Test
    void eachLimitIsShown() {
        Services.ServiceStatus status = ledger.services().all(now).stream()
                .filter(one -> one.service().equals("svc"))
                .findFirst()
                .orElseThrow();
        assertThat(status.budget()).extracting(Services.BudgetUse::name).isEqualTo("svc");
        assertThat(status.furtherBudgets())
                .extracting(Services.BudgetUse::name)
                .containsExactlyInAnyOrder("svc-day", "svc-in-flight");
    }
}
