package org.hospitalhub.wiring.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.wiring.startup.NodeName;
import org.hospitalhub.wiring.startup.ProcessLock;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One name belongs to one live run, however the run before ended. */
class HubRunTest {

    private static final Duration BEAT = Duration.ofMillis(80);

    @TempDir
    private Path home;

    private Ledger first;
    private Ledger second;

    @BeforeEach
    void twoHubsShareALedger() {
        first = open();
        second = open();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private Ledger open() {
        LedgerSettings settings = LedgerSettings.sqlite(home.resolve("ledger.db"), new byte[32]);
        return JdbcLedger.open(settings, new Operations(List.of()), Map.of(), Clock.systemUTC());
    }

    private static HubRun run(Ledger ledger, String name) {
        return new HubRun(ledger.runs(), name, Clock.systemUTC(), BEAT);
    }

    @Test
    void aSecondLiveRunOfANameIsRefusedInWords() {
        try (HubRun alive = run(first, "ward").beginAmongOthers("here")) {
            assertThatThrownBy(() -> run(second, "ward").beginAmongOthers("there"))
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("hub.node = ward")
                    .hasMessageContaining("give each hub its own hub.node");
            assertThat(alive).isNotNull();
        }
    }

    @Test
    void otherNamesDoNotDisturbEachOther() {
        try (HubRun one = run(first, "one").beginAmongOthers("here");
                HubRun two = run(second, "two").beginAmongOthers("there")) {
            assertThat(first.runs().status("one")).isPresent();
            assertThat(first.runs().status("two")).isPresent();
            assertThat(one).isNotSameAs(two);
        }
    }

    @Test
    void aRunThatShowsNoLifeGivesItsNameAway() {
        assertThat(first.runs().begin("ward", "here", Optional.empty(), Instant.now()))
                .isTrue();
        try (HubRun next = run(second, "ward").beginAmongOthers("there")) {
            assertThat(next).isNotNull();
            assertThat(first.runs().beat("ward", Instant.now()))
                    .as("the dead run wakes up: a suspended machine")
                    .isFalse();
        }
    }

    @Test
    void aRunThatEndedInOrderGivesItsNameAwayAtOnce() {
        run(first, "ward").beginAmongOthers("here").close();
        try (HubRun next =
                new HubRun(second.runs(), "ward", Clock.systemUTC(), Duration.ofHours(1)).beginAmongOthers("there")) {
            assertThat(next).isNotNull();
        }
    }

    @Test
    void theNextRunInTheSameDataDirectoryNeedNotWait() {
        first.runs().begin("ward", "here", Optional.empty(), Instant.now());
        try (HubRun next =
                new HubRun(second.runs(), "ward", Clock.systemUTC(), Duration.ofHours(1)).beginAmongOthers("here")) {
            assertThat(next).isNotNull();
        }
    }

    @Test
    void aLockedFolderIsRefusedAndFreeAgainAfterwards() throws IOException {
        Path file = home.resolve("hub.lock");
        ProcessLock held = ProcessLock.take(file, "hub.data-dir = here");
        assertThatThrownBy(() -> ProcessLock.take(file, "hub.data-dir = here"))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("hub.data-dir = here is in use by a running hub");
        held.close();
        ProcessLock again = ProcessLock.take(file, "hub.data-dir = here");
        assertThat(again.place()).isEqualTo(held.place());
        again.close();
    }

    @Test
    void aCopyOfADataDirectoryIsAnotherPlace() throws IOException {
        ProcessLock original = ProcessLock.take(home.resolve("hub.lock"), "one");
        Files.copy(home.resolve("hub.lock"), home.resolve("copy.lock"));
        ProcessLock copy = ProcessLock.take(home.resolve("copy.lock"), "other");
        assertThat(copy.place()).isNotEqualTo(original.place());
        original.close();
        copy.close();
    }

    @Test
    void oneLedgerByTwoNamesIsOneLedger() throws IOException {
        Path link = Files.createSymbolicLink(home.resolve("link.db"), home.resolve("ledger.db"));
        try (LedgerLock held = LedgerLock.take(home.resolve("ledger.db"))) {
            assertThat(held.alone()).isTrue();
            assertThatThrownBy(() -> LedgerLock.take(link)).hasMessageContaining("is in use by a running hub");
        }
    }

    @Test
    void theNameOfTheMachineIsTheDefaultAndOneIsMadeUpAndKeptWhereItHasNone() throws IOException {
        Path hostname = Files.writeString(home.resolve("hostname"), "ward-7.hospital.example\n");
        assertThat(NodeName.ofThisMachine(hostname, home)).isEqualTo("ward-7.hospital.example");
        Files.writeString(hostname, "localhost\n");
        String made = NodeName.ofThisMachine(hostname, home);
        assertThat(made).matches("hub-[0-9a-f]{8}");
        assertThat(NodeName.ofThisMachine(home.resolve("none"), home)).isEqualTo(made);
    }
}
