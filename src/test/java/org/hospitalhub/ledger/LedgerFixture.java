package org.hospitalhub.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.pacing.Budget;
import org.jspecify.annotations.Nullable;

/** The play around a ledger in tests: a clock that is moved by hand, two services, and short names for outcomes. */
public final class LedgerFixture implements InstantSource {

    static final Instant START = Instant.parse("2026-11-21T09:00:00Z");
    static final String BOOT = "boot-of-the-stage";
    static final String PLANTED = "Zhukovskaya-Planted";

    private Instant now = START;
    private final Operations operations = new Operations(List.of(
            ask("svc.ask", "svc", "svc"),
            ask("svc.tell", "svc", "svc"),
            strict(),
            many(),
            fetched(),
            free(),
            either()));
    private final Map<String, Budget> budgets;

    public LedgerFixture() {
        this(LedgerContract.budget());
    }

    public LedgerFixture(Budget budget) {
        budgets = Map.of("svc", budget);
    }

    private static Operation ask(String name, String service, @Nullable String budget) {
        Step submit = new Step(
                "submit",
                budget,
                false,
                Duration.ofSeconds(1),
                new Step.Unsure.RepeatOnce(Duration.ZERO),
                Duration.ofHours(1));
        Step poll =
                new Step("poll", budget, true, Duration.ofSeconds(10), new Step.Unsure.Repeat(), Duration.ofHours(1));
        return operation(name, service, List.of(submit, poll));
    }

    /** It polls after fixed pauses, whatever earlier answers took. */
    private static Operation strict() {
        Operation learned = ask("svc.strict", "svc", "svc");
        Step poll = learned.steps().get(1);
        Step fixed = new Step(
                poll.name(),
                poll.budget(),
                poll.requests(),
                true,
                poll.pause(),
                poll.unsure(),
                poll.deadline(),
                false,
                List.of(),
                null,
                false);
        return operation("svc.strict", "svc", List.of(learned.steps().get(0), fixed));
    }

    /** Its one step sends up to three requests. */
    private static Operation many() {
        Step step = new Step("many", "svc", 3, false, Duration.ZERO, new Step.Unsure.Repeat(), Duration.ofHours(1));
        return operation("svc.many", "svc", List.of(step));
    }

    /** A poll finds that the answer is there, and another step fetches it; in between a step may send nothing. */
    private static Operation fetched() {
        List<Step> steps = new ArrayList<>(ask("svc.fetched", "svc", "svc").steps());
        steps.add(new Step("tell", null, false, Duration.ofSeconds(5), new Step.Unsure.Repeat(), Duration.ofHours(1)));
        steps.add(
                new Step("fetch", "svc", false, Duration.ofSeconds(1), new Step.Unsure.Repeat(), Duration.ofHours(1)));
        return operation("svc.fetched", "svc", steps);
    }

    private static Operation free() {
        Step send = new Step("send", null, false, Duration.ofSeconds(1), new Step.Unsure.Park(), Duration.ofHours(1));
        return operation("svc2.free", "svc2", List.of(send));
    }

    /** Its orders say themselves whether a repeat is harmless. */
    private static Operation either() {
        Step.Unsure rule = new Step.Unsure.RepeatIf(
                payload -> new String(payload, StandardCharsets.UTF_8).contains("\"harmless\":true"));
        Step send = new Step("send", null, false, Duration.ofSeconds(1), rule, Duration.ofHours(1));
        return operation("svc2.either", "svc2", List.of(send));
    }

    private static Operation operation(String name, String service, List<Step> steps) {
        return new Operation(
                name,
                service,
                steps,
                (payload, files) -> new Operation.Checked(payload, List.of(), null),
                List.of("answer"),
                Duration.ofHours(1),
                null,
                payload -> Subject.number(
                                payload.path("patient").path("familyName").asText())
                        .map(Set::of)
                        .orElse(Set.of()),
                LedgerFixture::identity);
    }

    /** The payload names the identity and what it may not do, if any: {@code {"identity": "a", "right": "b"}}. */
    private static Operation.Identity identity(byte[] payload) {
        try {
            JsonNode json = new ObjectMapper().readTree(payload);
            return new Operation.Identity(
                    json.path("identity").asText(""), json.path("right").asText(""));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public Ledger open(LedgerSettings settings) {
        return open(settings, Duration.ZERO, BOOT);
    }

    /** Opens the ledger of a machine whose clock is ahead of the stage's, and that was booted so. */
    public Ledger open(LedgerSettings settings, Duration ahead, @Nullable String boot) {
        return JdbcLedger.open(
                settings,
                operations,
                budgets,
                () -> now.plus(ahead),
                () -> boot == null
                        ? null
                        : new Uptime(boot, Duration.between(START, now).toMillis() + 1_000_000));
    }

    /** Opens the ledger of a node whose clock is ahead of the stage's. */
    public Ledger open(LedgerSettings settings, Duration ahead) {
        return JdbcLedger.open(settings, operations, budgets, () -> now.plus(ahead));
    }

    /** Opens the ledger as a hub does that has forgotten an operation. */
    Ledger openWithout(String operation, LedgerSettings settings) {
        List<Operation> others = operations.all().stream()
                .filter(known -> !known.name().equals(operation))
                .toList();
        return JdbcLedger.open(settings, new Operations(others), budgets, this);
    }

    @Override
    public Instant instant() {
        return now;
    }

    public Instant now() {
        return now;
    }

    public void advance(Duration time) {
        now = now.plus(time);
    }

    byte[] payload() {
        return "{\"patient\":{\"familyName\":\"%s\"}}".formatted(PLANTED).getBytes(StandardCharsets.UTF_8);
    }

    public Given order(@Nullable String key) {
        return new Given(new NewOrder(
                "svc.ask", key, Priority.NORMAL, "ivan", payload(), List.of(), null, new Address.Ask(), null));
    }

    public ClaimedStep claim(Ledger ledger) {
        return claim(ledger, "svc");
    }

    public ClaimedStep claim(Ledger ledger, String lane) {
        Claims.Claim claim = ledger.claims().claim(lane, "node", now);
        if (claim instanceof Claims.Claim.Claimed claimed) {
            return claimed.work();
        }
        throw new AssertionError("nothing was claimed: " + claim);
    }

    Claims.Claim.NotYet notYet(Ledger ledger) {
        Claims.Claim claim = ledger.claims().claim("svc", "node", now);
        if (claim instanceof Claims.Claim.NotYet notYet) {
            return notYet;
        }
        throw new AssertionError("something was claimed: " + claim);
    }

    /** Brings the next order to its answer. */
    void complete(Ledger ledger) {
        ledger.claims().record(claim(ledger), nextPoll(), now);
        advance(Duration.ofSeconds(10));
        ledger.claims().record(claim(ledger), done("yes"), now);
    }

    Outcome nextPoll() {
        return nextPollRipeAfter(Duration.ofSeconds(10));
    }

    Outcome nextPollRipeAfter(Duration ripe) {
        ObjectNode memory = JsonNodeFactory.instance.objectNode().put("ref", "r1");
        return new Outcome.Next("poll", now.plusSeconds(10), now.plus(ripe), memory);
    }

    public Outcome done(String answer) {
        return new Outcome.Done(
                JsonNodeFactory.instance.objectNode().put("answer", answer).put("name", PLANTED));
    }

    Outcome failed(Outcome.Remedy remedy, @Nullable Duration retryAfter) {
        return new Outcome.Failed(
                new Problem("OUT_OF_ORDER", "The service does not answer", "Try again later."),
                remedy,
                retryAfter,
                "<html>".getBytes(StandardCharsets.UTF_8));
    }
}
