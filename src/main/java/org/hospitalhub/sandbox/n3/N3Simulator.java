package org.hospitalhub.sandbox.n3;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.hospitalhub.sandbox.Call;
import org.hospitalhub.sandbox.Reply;
import org.hospitalhub.sandbox.Routes;
import org.hospitalhub.sandbox.Simulator;
import org.jspecify.annotations.Nullable;

/**
 * Simulates N3's service under {@code /n3/} (N3 description). Orders are kept in memory only. The clock determines when an order
 * is completed and the times in the log; slow answers and hanging connections take real time.
 */
public final class N3Simulator implements Simulator {

    static final String ROOT = "/n3/";
    private static final Pattern KEY = Pattern.compile("N3 [0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final InstantSource time;
    private final String token;
    private final N3Journal journal;
    private final OrderBodyReader intake;
    private final Random random;
    private final MischiefBook mischief;
    private final Map<UUID, N3Order> orders = new ConcurrentHashMap<>();
    private volatile N3SandboxSettings settings;

    /**
     * Creates a simulator without orders.
     *
     * @param token the only accepted GUID; empty accepts every GUID
     */
    public N3Simulator(InstantSource time, N3SandboxSettings settings, String token) {
        this.time = time;
        this.token = token;
        this.settings = settings;
        this.journal = new N3Journal(time);
        this.intake = new OrderBodyReader(time);
        this.random = new Random(settings.seed());
        this.mischief = new MischiefBook(random);
    }

    @Override
    public String name() {
        return "n3";
    }

    @Override
    public String summary() {
        return N3ControlApi.SUMMARY;
    }

    @Override
    public void register(Routes routes) {
        routes.on(Routes.ANY, ROOT, this::answer);
        new N3ControlApi(this, intake).register(routes);
    }

    N3Journal journal() {
        return journal;
    }

    MischiefBook mischief() {
        return mischief;
    }

    N3SandboxSettings settings() {
        return settings;
    }

    void change(N3SandboxSettings changed) {
        if (changed.seed() != settings.seed()) {
            random.setSeed(changed.seed());
        }
        settings = changed;
    }

    private Reply answer(Call call) {
        N3SandboxSettings now = settings;
        RequestTarget target = RequestTarget.of(call.path());
        N3Journal.Arrival arrival = journal.arrive(call.method(), target.shape(), now);
        Answered answered = Answered.by(N3Replies.error(target.kind(), 500, "INTERNAL", "Иные ошибки"));
        try {
            answered = arrival.overLimit().isZero() || !now.enforce()
                    ? admitted(call, target, arrival.entry(), now)
                    : Answered.by(overLimit(target, arrival.overLimit(), now));
            return answered.reply;
        } finally {
            journal.answered(arrival.entry(), answered.order, answered.reply.status());
        }
    }

    private Answered admitted(Call call, RequestTarget target, N3Journal.Entry entry, N3SandboxSettings now) {
        String id = target.id();
        boolean ordering = id == null;
        if (!target.known()) {
            return Answered.by(N3Replies.error(OrderKind.SNILS, 404, "NOT_FOUND", "Ресурс не найден"));
        }
        if (!call.method().equals(ordering ? "POST" : "GET")) {
            return Answered.by(
                    N3Replies.error(target.kind(), 405, "METHOD_NOT_ALLOWED", "Использование метода запрещено")
                            .with("Allow", ordering ? "POST" : "GET"));
        }
        if (!mayEnter(call)) {
            return Answered.by(N3Replies.error(target.kind(), 401, "UNAUTHORIZED", "Неверный авторизационный ключ"));
        }
        return target.id() == null
                ? order(call, target.kind(), entry, now)
                : question(target.kind(), target.id(), entry, now);
    }

    private boolean mayEnter(Call call) {
        String key = call.header("Authorization").orElse("");
        return KEY.matcher(key).matches() && (token.isEmpty() || key.equalsIgnoreCase("N3 " + token));
    }

    private Answered order(Call call, OrderKind kind, N3Journal.Entry entry, N3SandboxSettings now) {
        String type = call.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith("application/json")) {
            return Answered.by(N3Replies.error(kind, 415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type: application/json"));
        }
        OrderRequest question;
        try {
            question = intake.read(kind, call.body());
        } catch (InvalidBodyException invalid) {
            return Answered.by(N3Replies.error(kind, 400, invalid.code, invalid.description));
        }
        Optional<N3Mischief> drawn = mischief.draw(N3Mischief.On.POST, question.person(), question.key(), false);
        if (drawn.isPresent() && drawn.get().effect instanceof MischiefEffect.Instead instead) {
            return Answered.by(instead.reply().apply(now));
        }
        N3Order order = accept(question, now);
        journal.accepted(entry, order.id(), question.key());
        return new Answered(spoil(N3Replies.accepted(order), drawn, now), order.id());
    }

    private N3Order accept(OrderRequest question, N3SandboxSettings now) {
        Instant accepted = time.instant();
        N3Order order = new N3Order(UUID.randomUUID(), question, accepted, done(accepted, now));
        orders.put(order.id(), order);
        return order;
    }

    private Instant done(Instant accepted, N3SandboxSettings now) {
        synchronized (random) {
            boolean never = random.nextDouble() * 100 < now.neverPercent();
            Duration takes = AnswerDelay.parse(now.completion()).draw(random);
            return never ? Instant.MAX : accepted.plus(takes);
        }
    }

    private Answered question(OrderKind kind, String id, N3Journal.Entry entry, N3SandboxSettings now) {
        N3Order order = RequestTarget.uuid(id).map(orders::get).orElse(null);
        if (order == null || order.question().kind() != kind) {
            return Answered.by(N3Replies.error(kind, 404, "ORDER_NOT_FOUND", "Заказ не найден"));
        }
        boolean early = journal.poll(entry, order.id(), order.accepted(), now);
        if (early && now.enforcePause()) {
            String pause = String.valueOf(now.pause().toSeconds());
            return new Answered(
                    N3Replies.error(kind, 429, "PAUSE_NOT_KEPT", "Пауза между запросами " + pause + " с")
                            .with("Retry-After", pause),
                    order.id());
        }
        return new Answered(status(order, now), order.id());
    }

    private Reply status(N3Order order, N3SandboxSettings now) {
        OrderRequest question = order.question();
        boolean done = !time.instant().isBefore(order.done());
        Optional<N3Mischief> drawn =
                mischief.draw(N3Mischief.On.GET, question.person(), order.id().toString(), done);
        if (drawn.isPresent() && drawn.get().effect instanceof MischiefEffect.Instead instead) {
            return instead.reply().apply(now);
        }
        var content = done ? N3Replies.done(question) : N3Replies.inProgress();
        if (drawn.isPresent() && drawn.get().effect instanceof MischiefEffect.Content changed) {
            content = changed.change().apply(content);
        }
        return spoil(N3Replies.status(question.kind(), content), drawn, now);
    }

    private static Reply spoil(Reply honest, Optional<N3Mischief> drawn, N3SandboxSettings now) {
        return drawn.isPresent() && drawn.get().effect instanceof MischiefEffect.After after
                ? after.spoiling().spoil(honest, now)
                : honest;
    }

    private static Reply overLimit(RequestTarget target, Duration wait, N3SandboxSettings now) {
        String text = "Превышен лимит запросов: " + now.limit() + " за "
                + now.window().toSeconds() + " с";
        return N3Replies.error(target.kind(), 429, "LIMIT_EXCEEDED", text)
                .with("Retry-After", String.valueOf(wait.plusMillis(999).toSeconds()));
    }

    /** A reply and its order. */
    private record Answered(Reply reply, @Nullable UUID order) {
        static Answered by(Reply reply) {
            return new Answered(reply, null);
        }
    }
}
