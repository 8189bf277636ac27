package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hospitalhub.ledger.audit.AuditRecord;
import org.hospitalhub.ledger.crypto.Seal;
import org.hospitalhub.ledger.database.Database;
import org.hospitalhub.rules.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys, audit chain, pauses of operations, and what is held after a restore, whatever database the ledger stands on. */
abstract class KeepingContract {

    protected static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    protected static final byte[] FRESH = "a-fresh-key-a-fresh-key-a-fresh-".getBytes(StandardCharsets.UTF_8);
    private static final int MANY = 120;

    protected final LedgerFixture stage = new LedgerFixture();
    protected Ledger ledger;

    abstract LedgerSettings settings(byte[]... keys);

    @BeforeEach
    void open() {
        ledger = stage.open(settings(KEY));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    protected void reopen(byte[]... keys) {
        ledger.close();
        ledger = stage.open(settings(keys));
    }

    private Order accept(String operation, String key) {
        return accept(operation, key, "{\"patient\":{\"familyName\":\"%s\"}}".formatted(key));
    }

    protected Order accept(String operation, String key, String payload) {
        return ledger.acceptance()
                .accept(stage.order(key)
                        .withOperation(operation)
                        .withPayload(payload)
                        .order())
                .order();
    }

    private Order find(Order order) {
        return ledger.orders().find(order.id()).orElseThrow();
    }

    // --- keys

    /** One order in each state and something in each sealed column. */
    private Order everySealedColumn() {
        Order done = accept("svc.ask", "done");
        stage.complete(ledger);
        accept("svc.ask", "failed");
        ledger.claims().record(stage.claim(ledger), stage.failed(Outcome.Remedy.PARK, null), stage.now());
        Batch batch = ledger.batches()
                .open(
                        "svc.ask",
                        "content",
                        "a.csv",
                        new Batch.Format(Batch.Kind.CSV, ';', List.of("patient.familyName")));
        ledger.acceptance()
                .acceptAll(
                        batch.id(),
                        1,
                        List.of(new NewOrder(
                                "svc.ask",
                                "r1",
                                Priority.BATCH,
                                "ivan",
                                stage.payload(),
                                List.of(Finding.error("REQUIRED", "$.x", "is missing")),
                                null,
                                new Address.BatchRecord(batch.id(), 1),
                                "source".getBytes(StandardCharsets.UTF_8))));
        ledger.acceptance()
                .accept(stage.order("queued")
                        .withAddress(new Address.Queue("answers", "c1", 4))
                        .order());
        ledger.secrets().put("token", "secret".getBytes(StandardCharsets.UTF_8));
        ledger.audit().record("olga", "unmask", done.id(), "a relative called");
        ledger.claims().recover(null, stage.now()); // proves that the ledger can be written
        return done;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private long valuesUnder(int place) {
        return ledger.keys().uses().stream()
                .filter(use -> use.place() == place)
                .mapToLong(Keys.Use::values)
                .sum();
    }

    @Test
    void afterARotationTheOldKeyIsNotNeededForAnything() {
        Order done = everySealedColumn();
        reopen(FRESH, KEY);
        assertThat(valuesUnder(2)).isGreaterThan(10);
        ledger.keys().rotate(values -> {});
        assertThat(valuesUnder(2)).isZero();

        reopen(FRESH);
        assertThat(ledger.orders().payload(done.id()).map(KeepingContract::text))
                .hasValue("{\"patient\":{\"familyName\":\"done\"}}");
        assertThat(ledger.orders().result(done.id())).isPresent();
        assertThat(ledger.secrets().find("token").map(secret -> text(secret.value())))
                .hasValue("secret");
        assertThat(ledger.batches().newest(10)).hasSize(1);
        assertThat(ledger.audit()
                        .list(new Audit.Query("olga", null, null), 1)
                        .get(0)
                        .why())
                .isEqualTo("a relative called");
        assertThat(ledger.audit().verify().whole()).isTrue();
    }

    @Test
    void aRotationThatWasInterruptedGoesOnWhereItStopped() {
        for (int i = 0; i < MANY; i++) {
            accept("svc.ask", "k" + i);
        }
        reopen(FRESH, KEY);
        long all = valuesUnder(2);
        assertThatThrownBy(() -> ledger.keys().rotate(values -> {
                    throw new IllegalStateException("the power went");
                }))
                .hasMessage("the power went");
        long left = valuesUnder(2);
        assertThat(left).isBetween(1L, all - 1);
        assertThat(ledger.keys().rotate(values -> {})).isEqualTo(left);
    }

    @Test
    void hubsContinueWhileEverythingIsEncryptedAgain() {
        for (int i = 0; i < MANY; i++) {
            accept("svc.ask", "k" + i);
        }
        reopen(FRESH, KEY);
        AtomicLong orders = new AtomicLong();
        ledger.keys().rotate(values -> {
            accept("svc.ask", "new" + orders.incrementAndGet());
            ledger.claims().record(stage.claim(ledger), stage.failed(Outcome.Remedy.PARK, null), stage.now());
            stage.advance(Duration.ofSeconds(3));
        });
        assertThat(orders.get()).isGreaterThan(1);
        assertThat(valuesUnder(2)).isZero();
    }

    @Test
    void aMissingKeyIsNamedByItsId() {
        everySealedColumn();
        reopen(FRESH, KEY);
        reopen(FRESH);
        assertThat(valuesUnder(0)).isGreaterThan(10);
        assertThatThrownBy(() -> ledger.keys().rotate(values -> {}))
                .isInstanceOf(LedgerException.class)
                .hasMessageContaining("another key");
    }

    @Test
    void aHubThatDoesNotKnowTheNewKeyIsNamed() {
        ledger.keys().announce("run-1", "ward", stage.now());
        reopen(FRESH, KEY);
        ledger.keys().announce("run-2", "attic", stage.now());
        assertThat(ledger.keys().nodesWithoutFirstKey(stage.now())).containsExactly("ward");
        ledger.keys().leave("run-1");
        assertThat(ledger.keys().nodesWithoutFirstKey(stage.now())).isEmpty();
    }

    // --- audit

    @Test
    void anAuditEntryOfAnOlderHubKeepsItsPlaceInTheChainWhenItIsEncryptedAgain() throws SQLException {
        ledger.audit().record("hub", "start", null, null);
        Seal seal = new Seal(List.of(KEY));
        byte[] why = seal.seal("a relative called".getBytes(StandardCharsets.UTF_8), "audit", "2");
        byte[] before = linkOf(1);
        AuditRecord old = new AuditRecord(2, 1, "olga", "unmask", "o1", why, null, null, before);
        byte[] link = old.linkAfter(before);
        byte[] head = ByteBuffer.allocate(40).putLong(2).put(link).array();
        sql(
                "insert into audit (number, at, who, what, order_id, why, link) values (2, 1, 'olga', 'unmask', 'o1', ?, ?)",
                why,
                link);
        sql("update facts set value = ? where name = 'audit'", (Object) seal.seal(head, "facts", "audit"));
        assertThat(ledger.audit().verify().whole()).isTrue();

        reopen(FRESH, KEY);
        ledger.keys().rotate(values -> {});
        reopen(FRESH);
        ledger.audit().record("olga", "cancel", "o1", "a mistake");
        assertThat(ledger.audit().verify().whole()).isTrue();
        assertThat(ledger.audit().list(new Audit.Query("olga", null, null), 2))
                .extracting(Audit.Entry::why)
                .containsExactly("a mistake", "a relative called");
    }

    @Test
    void aReasonThatWasReplacedShows() throws SQLException {
        ledger.audit().record("olga", "unmask", "o1", "one");
        byte[] other =
                new Seal(List.of(KEY)).seal("0123456789abcdefother".getBytes(StandardCharsets.UTF_8), "audit", "1");
        sql("update audit set why = ? where number = 1", (Object) other);
        assertThat(ledger.audit().verify().brokenAt()).isEqualTo(1);
    }

    /** Who has the database and an old copy of it needs no key. */
    @Test
    void aLedgerThatWasSetBackShowsOnlyByAHeadThatWasNotedElsewhere() throws Exception {
        for (int i = 0; i < 3; i++) {
            ledger.audit().record("olga", "unmask", null, "reason " + i);
        }
        byte[] older;
        try (Database database = Database.open(settings(KEY))) {
            older = database.read().queryForObject("select value from facts where name = 'audit'", byte[].class);
        }
        ledger.audit().record("olga", "unmask", null, "what nobody is to see");
        Audit.Head noted = ledger.audit().head();
        assertThat(noted).isEqualTo(ledger.audit().verify().head());
        try (Database database = Database.open(settings(KEY))) {
            database.write().update("delete from audit where number > 3");
            database.write().update("update facts set value = ? where name = 'audit'", (Object) older);
        }
        assertThat(ledger.audit().verify().whole()).isTrue();
        assertThat(ledger.audit().verify(noted).brokenAt()).isEqualTo(4);
    }

    @Test
    void aHeadNotedElsewhereShowsAShortenedOrRewrittenChain() {
        for (String action : List.of("one", "two", "three")) {
            ledger.audit().record("olga", action, null, "why");
        }
        Audit.Head head = ledger.audit().verify().head();
        ledger.audit().record("olga", "four", null, null);
        assertThat(ledger.audit().verify(head).whole()).isTrue();
        assertThat(ledger.audit().verify(new Audit.Head(9, head.hash())).brokenAt())
                .isEqualTo(5);
        assertThat(ledger.audit().verify(new Audit.Head(2, head.hash())).brokenAt())
                .isEqualTo(2);
        assertThat(Audit.Head.parse(head.toString())).isEqualTo(head);
    }

    private byte[] linkOf(long number) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement statement =
                        connection.prepareStatement("select link from audit where number = " + number);
                var row = statement.executeQuery()) {
            row.next();
            return row.getBytes(1);
        }
    }

    protected void sql(String statement, Object... arguments) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement run = connection.prepareStatement(statement)) {
            for (int i = 0; i < arguments.length; i++) {
                run.setObject(i + 1, arguments[i]);
            }
            run.executeUpdate();
        }
    }

    private Connection connection() throws SQLException {
        LedgerSettings settings = settings(KEY);
        return DriverManager.getConnection(settings.url(), settings.user(), settings.password());
    }

    // --- pauses of operations

    @Test
    void aPausedOperationWaitsWhileTheOthersOfItsServiceGoOn() {
        for (int i = 0; i < 3; i++) {
            accept("svc.ask", "ask" + i);
        }
        Order tell = accept("svc.tell", "tell");
        ledger.services().pause("svc.ask", "olga", "its answers are wrong", stage.now());
        reopen(KEY);
        assertThat(next().order().id()).isEqualTo(tell.id());
        assertThat(ledger.claims().claim("svc", "node", stage.now())).isInstanceOf(Claims.Claim.NotYet.class);
        assertThat(ledger.services().all(stage.now()).get(0).pausedOperations())
                .extractingByKey("svc.ask")
                .extracting(Services.Pause::who)
                .isEqualTo("olga");
    }

    @Test
    void aResumedOperationGoesOnInTheOldOrder() {
        Order first = accept("svc.ask", "k1");
        stage.advance(Duration.ofSeconds(1));
        accept("svc.tell", "k2");
        ledger.services().pause("svc.ask", "olga", "why", stage.now());
        ledger.claims().claim("svc", "node", stage.now());
        ledger.services().resume("svc.ask");
        assertThat(next().order().id()).isEqualTo(first.id());
    }

    @Test
    void anOrderThatWasPausedJustWhenItsOperationWasResumedIsFoundAgain() throws SQLException {
        Order order = accept("svc.ask", "k1");
        sql("update orders set lane = '~svc.ask'");
        ledger.claims().recover(null, stage.now());
        assertThat(next().order().id()).isEqualTo(order.id());
    }

    /** A look that only moves paused orders is followed by the next one. */
    private ClaimedStep next() {
        for (int looks = 0; looks < 3; looks++) {
            if (ledger.claims().claim("svc", "node", stage.now()) instanceof Claims.Claim.Claimed claimed) {
                return claimed.work();
            }
        }
        throw new AssertionError("nothing was claimed");
    }

    // --- after a restore

    @Test
    void afterARestoreNothingGoesOnUntilAPersonSaysSo() {
        Order order = accept("svc.ask", "k1");
        assertThat(hold()).isEqualTo(new Restoration.Held(LedgerFixture.START, 0, 1));
        assertThat(stage.notYet(ledger).why()).contains("restored from a copy");
        ledger.services().resume("svc");
        assertThat(stage.claim(ledger).order().id()).isEqualTo(order.id());
    }

    @Test
    void afterARestoreAnOrderThatMustNotBeSentTwiceIsParked() {
        Order free = accept("svc2.free", "k1");
        Order tried = accept("svc2.free", "k2");
        ledger.claims().claim("svc2", "node", stage.now());
        Order harmless = accept("svc2.either", "k3", "{\"harmless\":true}");
        Order harmful = accept("svc2.either", "k4", "{\"harmless\":false}");
        assertThat(hold()).isEqualTo(new Restoration.Held(LedgerFixture.START, 3, 1));
        assertThat(List.of(free, tried, harmful)).allSatisfy(order -> {
            assertThat(find(order).state()).isEqualTo(State.PARKED);
            assertThat(find(order).problem()).extracting(Problem::code).isEqualTo(Problem.UNSURE);
        });
        assertThat(find(harmless).state()).isEqualTo(State.ACCEPTED);
        assertThat(hold()).as("a second time").isEqualTo(new Restoration.Held(LedgerFixture.START, 0, 1));
    }

    @Test
    void aRestoredOrderIsSentWhenAPersonReplaysIt() {
        Order order = accept("svc2.free", "k1");
        hold();
        ledger.services().resume("svc2");
        ledger.orders().replay(order.id(), null, "olga", stage.now());
        assertThat(stage.claim(ledger, "svc2").order().id()).isEqualTo(order.id());
    }

    private Restoration.Held hold() {
        ledger.restoration().mark(LedgerFixture.START);
        reopen(KEY);
        Restoration.Held held = ledger.restoration().holdIfMarked(stage.now()).orElseThrow();
        assertThat(ledger.restoration().holdIfMarked(stage.now()))
                .as("the mark is gone")
                .isEmpty();
        return held;
    }

    // --- retention

    @Test
    void theOldestRowOfEachClassOfDataIsReturned() {
        accept("svc.ask", "k1");
        ledger.audit().record("hub", "start", null, null);
        stage.advance(Duration.ofHours(1));
        stage.complete(ledger);
        assertThat(ledger.retention().oldest())
                .containsEntry("orders", LedgerFixture.START)
                .containsEntry("audit", LedgerFixture.START)
                .containsEntry("papers", stage.now());
        stage.advance(Duration.ofDays(1));
        ledger.retention().prune(stage.now(), stage.now());
        assertThat(ledger.retention().oldest()).containsOnlyKeys("audit");
    }
}
