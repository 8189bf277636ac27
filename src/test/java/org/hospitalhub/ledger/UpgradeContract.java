package org.hospitalhub.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every upgrade promises: whatever an older hub had begun, the newest one finishes. */
abstract class UpgradeContract {

    static final Path SNAPSHOTS = Path.of("src/test/resources/ledger");

    private final LedgerFixture stage = new LedgerFixture();

    /** An empty place for a ledger of its own. */
    abstract LedgerSettings empty();

    static List<Path> snapshots() {
        try (Stream<Path> files = Files.list(SNAPSHOTS)) {
            return files.sorted().toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static Stream<MigrationVersion> schemas() {
        LedgerSettings nowhere = new LedgerSettings("jdbc:sqlite::memory:", null, null, List.of());
        return Stream.of(LedgerSnapshot.flyway(nowhere, MigrationVersion.LATEST)
                        .info()
                        .pending())
                .map(migration -> migration.getVersion());
    }

    private Ledger upgraded(Path snapshot) {
        LedgerSettings place = empty();
        LedgerSnapshot then = LedgerSnapshot.read(snapshot);
        then.restore(place);
        stage.advance(Duration.between(stage.now(), then.leftAt()));
        return stage.open(place);
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void everyOrderStandsWhereTheOlderHubLeftIt(Path snapshot) {
        try (Ledger ledger = upgraded(snapshot)) {
            assertThat(new EveryState(stage, ledger).states()).isEqualTo(new TreeMap<>(EveryState.LEFT));
        }
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void everyOrderThatHadNotEndedComesToItsAnswer(Path snapshot) {
        try (Ledger ledger = upgraded(snapshot)) {
            EveryState orders = new EveryState(stage, ledger);
            orders.goOn();
            Map<String, State> expected = new TreeMap<>(EveryState.LEFT);
            expected.replaceAll(
                    (key, state) -> state == State.REFUSED || state == State.CANCELLED ? state : State.COMPLETED);
            assertThat(orders.states()).isEqualTo(expected);
            assertThat(ledger.orders().result(orders.order("second-asker").id()).orElseThrow())
                    .isEqualTo(ledger.orders()
                            .result(orders.order("first-asker").id())
                            .orElseThrow());
        }
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void anAnswerThatWasOnItsWayIsDelivered(Path snapshot) {
        try (Ledger ledger = upgraded(snapshot)) {
            EveryState orders = new EveryState(stage, ledger);
            orders.goOn();
            assertThat(orders.order("undelivered").deliveredAt()).isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void aHalfReadFileIsAnsweredWhole(Path snapshot) {
        try (Ledger ledger = upgraded(snapshot)) {
            new EveryState(stage, ledger).goOn();
            Batches.Answer answer =
                    ledger.batches().claimAnswer("node", stage.now()).orElseThrow();
            assertThat(ledger.batches().lines(answer.batch().id(), 0, 10))
                    .extracting(line -> line.order().state())
                    .containsExactly(State.COMPLETED, State.COMPLETED);
        }
    }

    @ParameterizedTest
    @MethodSource("snapshots")
    void tokensAuditAndPausesAreThere(Path snapshot) {
        try (Ledger ledger = upgraded(snapshot)) {
            assertThat(ledger.secrets().find("token").orElseThrow().value()).isEqualTo(EveryState.TOKEN);
            assertThat(ledger.audit().verify())
                    .matches(Audit.Verification::whole)
                    .extracting(Audit.Verification::entries)
                    .isEqualTo(1L);
            assertThat(ledger.services().all(stage.now()))
                    .filteredOn(standing -> standing.pause() != null)
                    .extracting(Services.ServiceStatus::service)
                    .containsExactly("svc2");
        }
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void tablesOfEveryEarlierSchemaAreBroughtUpToDate(MigrationVersion schema) {
        LedgerSettings place = empty();
        LedgerSnapshot.flyway(place, schema).migrate();
        try (Ledger ledger = stage.open(place)) {
            Order order = ledger.acceptance().accept(stage.order("k").order()).order();
            stage.complete(ledger);
            assertThat(ledger.orders().find(order.id()).orElseThrow().state()).isEqualTo(State.COMPLETED);
        }
    }

    @Test
    void anUpgradeThatFailsLeavesTheLedgerAsItWas() throws SQLException {
        LedgerSettings place = empty();
        LedgerSnapshot.flyway(place, MigrationVersion.fromVersion("12")).migrate();
        try (Connection connection = DriverManager.getConnection(place.url(), place.user(), place.password());
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept_answers (in_the_way_of_version_46 integer)");
        }
        assertThatThrownBy(() -> stage.open(place)).isInstanceOf(LedgerException.class);
        assertThat(LedgerSnapshot.flyway(place, MigrationVersion.LATEST)
                        .info()
                        .current()
                        .getVersion())
                .isEqualTo(MigrationVersion.fromVersion("12"));
    }
}
