package org.hospitalhub.sandbox.stub;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.stub.Definition.Operation;
import org.hospitalhub.sandbox.stub.Definition.Step;
import org.hospitalhub.sandbox.stub.ExampleFinder.Candidate;
import org.hospitalhub.sandbox.stub.ExampleFinder.Found;
import org.jspecify.annotations.Nullable;

/** The stub of one service: checks authentication and limits, applies mischief, and answers with the example's answer. */
final class ServiceStub {

    private static final int TOO_SOON = 429;

    private final Definition definition;
    private final StubSettings settings;
    private final InstantSource time;
    private final Orders orders = new Orders();
    private final Journal journal = new Journal();
    private final MischiefBook mischief = new MischiefBook();
    private final LogIns logIns;
    private final Limits limits;
    private final ExampleFinder finder;
    private final ExampleAnswers answers;
    private Behaviour behaviour = Behaviour.USUAL;

    ServiceStub(Definition definition, StubSettings settings, InstantSource time) {
        this.definition = definition;
        this.settings = settings;
        this.time = time;
        ExpectedBodies expected = new ExpectedBodies(
                settings.names().stream()
                        .filter(name -> !settings.type(name).equals("secret"))
                        .toList(),
                settings::value);
        this.logIns = new LogIns(definition, settings, time, this::behaviour);
        this.limits = new Limits(definition.limits(), settings, time);
        this.finder = new ExampleFinder(definition, expected, orders);
        this.answers = new ExampleAnswers(orders, new RememberedIds(expected));
    }

    Definition definition() {
        return definition;
    }

    StubSettings settings() {
        return settings;
    }

    Journal journal() {
        return journal;
    }

    MischiefBook mischief() {
        return mischief;
    }

    LogIns logIns() {
        return logIns;
    }

    int mostInWindow() {
        return limits.most();
    }

    synchronized Behaviour behaviour() {
        return behaviour;
    }

    synchronized void behave(Behaviour other) {
        behaviour = other;
    }

    /** Removes orders, log and mischief; tokens stay valid. */
    synchronized void reset() {
        orders.clear();
        answers.clear();
        journal.clear();
        mischief.clear();
    }

    /**
     * Returns the answer to a call.
     *
     * @param path path after {@code /stub/<service>}
     */
    synchronized Reply handle(Call sent, String path) {
        Call call = SoapParts.joined(sent);
        Optional<LogIns.Given> given = logIns.give(call, path);
        if (given.isPresent()) {
            return token(given.get());
        }
        List<Candidate> candidates = finder.candidates(call.method(), path, call.query());
        if (candidates.isEmpty()) {
            return nothingFits(call, path);
        }
        Candidate candidate = candidates.get(0);
        Optional<MischiefBook.Strike> strike = mischief.strike(candidate.step());
        Reply reply = strike.filter(one -> one.mischief().instead()).isPresent()
                ? spoilt(candidate, strike.get(), Reply.empty(200), null, true)
                : worked(call, candidates, strike.orElse(null));
        limits.answering(candidate.step(), reply.manner().delay());
        return reply;
    }

    private Reply token(LogIns.Given given) {
        if (!given.violation().isEmpty()) {
            journal.violation(time.instant(), "log-in", given.violation());
        }
        String operation = "log-in";
        journal.add(new Journal.Line(
                time.instant(),
                given.step(),
                operation,
                given.step(),
                null,
                true,
                given.reply().status(),
                null));
        return given.reply();
    }

    private Reply nothingFits(Call call, String path) {
        boolean otherMethod = List.of("GET", "POST", "PUT", "PATCH", "DELETE").stream()
                .anyMatch(
                        method -> !finder.candidates(method, path, call.query()).isEmpty());
        int status = otherMethod ? 405 : 404;
        journal.violation(
                time.instant(),
                "address",
                "no step of the definition has the method and address of a " + call.method());
        journal.add(new Journal.Line(time.instant(), call.method(), null, null, null, false, status, null));
        return Reply.empty(status);
    }

    private Reply worked(Call call, List<Candidate> candidates, MischiefBook.@Nullable Strike strike) {
        Candidate candidate = candidates.get(0);
        Optional<Duration> over = limits.arrive(candidate.step());
        if (over.isPresent()) {
            journal.violation(
                    time.instant(), "limit", "a call of " + candidate.step().name() + " came over the limit");
            if (behaviour.enforceLimits()) {
                String seconds = String.valueOf(Math.max(1, over.get().toMillis() / 1000 + 1));
                return logged(candidate, Reply.empty(TOO_SOON).with("Retry-After", seconds), null, true, null);
            }
        }
        Optional<Reply> challenge =
                behaviour.checkLogIn() ? logIns.challenge(candidate.step().door(), call) : Optional.empty();
        if (challenge.isPresent()) {
            return logged(candidate, challenge.get(), null, true, null);
        }
        Optional<String> refusal = logIns.refusal(candidate.step().door(), call);
        if (refusal.isPresent()) {
            journal.violation(time.instant(), "log-in", refusal.get());
            if (behaviour.checkLogIn()) {
                boolean certificate = candidate.step().door().mutualTls() && call.sslSession() == null;
                return logged(candidate, Reply.text(certificate ? 403 : 401, refusal.get()), null, true, null);
            }
        }
        return found(RequestProofs.bare(candidate.step().door().auth(), call), candidates, strike);
    }

    private Reply found(Call call, List<Candidate> candidates, MischiefBook.@Nullable Strike strike) {
        Candidate candidate = candidates.get(0);
        Optional<Found> found;
        try {
            found = finder.find(candidates, call);
        } catch (SignedContent.Wrong wrong) {
            journal.violation(time.instant(), "signature", String.valueOf(wrong.getMessage()));
            return logged(candidate, Reply.text(422, String.valueOf(wrong.getMessage())), null, false, null);
        }
        if (found.isEmpty()) {
            Reply unknown = answers.unknown(candidate.operation(), candidate.step());
            return strike == null
                    ? logged(candidate, unknown, null, true, null)
                    : spoilt(candidate, strike, unknown, null, true);
        }
        Found one = found.get();
        Candidate its = new Candidate(one.operation(), one.step(), candidate.variables());
        if (!one.exact()) {
            journal.violation(
                    time.instant(),
                    "body",
                    "the body of " + one.step().name() + " is not that of an example; answered as "
                            + one.example().name());
        }
        if (tooSoon(one)) {
            return logged(
                    its,
                    Reply.empty(TOO_SOON).with("Retry-After", "1"),
                    one.example().name(),
                    one.exact(),
                    null);
        }
        if (its.first() && orders.knows(one.operation(), one.known().get(Orders.ORDER_ID))) {
            journal.violation(
                    time.instant(),
                    "duplicate",
                    "an order was submitted again by " + one.step().name());
        }
        Reply honest = tagged(call, one.step(), answers.answer(one, time.instant(), behaviour));
        return strike == null
                ? logged(its, honest, one.example().name(), one.exact(), null)
                : spoilt(its, strike, honest, one.example().name(), one.exact());
    }

    /** Records a poll that comes before the pause is over, and returns whether it is refused. */
    private boolean tooSoon(Found found) {
        Orders.@Nullable Taken order = found.order();
        if (order == null || !found.step().polls()) {
            return false;
        }
        Instant now = time.instant();
        Duration least = settings.duration(found.step().node().path("pause").path("least"), Duration.ZERO);
        Instant last = order.asked == null ? order.at : order.asked;
        order.asked = now;
        boolean early = now.isBefore(last.plus(least));
        if (early) {
            journal.violation(
                    now,
                    "pause",
                    "asked after " + Duration.between(last, now).toMillis() + " ms, the pause is " + least.toMillis());
        }
        return early && behaviour.enforcePause();
    }

    /** Returns the answer with an ETag for doors with {@code etag: true}, or 304 when the client has it. */
    private static Reply tagged(Call call, Step step, Reply reply) {
        if (!step.door().node().path("etag").asBoolean() || !call.method().equals("GET") || reply.status() != 200) {
            return reply;
        }
        String tag = "\"" + digest(reply.body()) + "\"";
        return call.header("If-None-Match").filter(tag::equals).isPresent()
                ? Reply.empty(304).with("ETag", tag)
                : reply.with("ETag", tag);
    }

    private static String digest(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Reply spoilt(
            Candidate candidate, MischiefBook.Strike strike, Reply honest, @Nullable String example, boolean exact) {
        Reply spoilt = strike.mischief().apply(honest, behaviour, strike.retryAfter(), strike.status());
        return logged(candidate, spoilt, example, exact, strike.mischief().label());
    }

    private Reply logged(
            Candidate candidate, Reply reply, @Nullable String example, boolean exact, @Nullable String mischiefName) {
        Operation operation = candidate.operation();
        String request = candidate.step().method() + " " + candidate.step().address();
        journal.add(new Journal.Line(
                time.instant(),
                request,
                operation.name(),
                candidate.step().name(),
                example,
                exact,
                reply.status(),
                mischiefName));
        return reply;
    }
}
