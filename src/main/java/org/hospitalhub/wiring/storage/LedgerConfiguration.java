package org.hospitalhub.wiring.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Acceptance;
import org.hospitalhub.ledger.AnswerTimes;
import org.hospitalhub.ledger.Audit;
import org.hospitalhub.ledger.Batches;
import org.hospitalhub.ledger.Claims;
import org.hospitalhub.ledger.KeptAnswers;
import org.hospitalhub.ledger.Ledger;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.Numbers;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Operations;
import org.hospitalhub.ledger.Orders;
import org.hospitalhub.ledger.Retention;
import org.hospitalhub.ledger.Secrets;
import org.hospitalhub.ledger.Services;
import org.hospitalhub.ledger.Uptime;
import org.hospitalhub.ledger.jdbc.JdbcLedger;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.pacing.PollPlan;
import org.hospitalhub.service.ServiceRegister;
import org.hospitalhub.wiring.startup.MonotonicClock;
import org.hospitalhub.wiring.startup.ProcessLock;
import org.hospitalhub.wiring.startup.StartRefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Opens the ledger and creates the beans for its parts. */
@Configuration
public class LedgerConfiguration {

    private static final Duration BEAT = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(LedgerConfiguration.class);

    @Bean
    Clock clock() {
        return new MonotonicClock(InstantSource.system(), System::nanoTime);
    }

    @Bean
    Operations operations(List<Operation> operations, ServiceRegister services) {
        return new Operations(Stream.concat(services.operations().stream(), operations.stream())
                .toList());
    }

    /** Returns the lock, held from before broker and ledger are opened until they are closed. */
    @Bean(destroyMethod = "close")
    ProcessLock dataDirectory(@Value("${hub.data-dir}") Path data) {
        return ProcessLock.take(data.resolve("hub.lock"), "hub.data-dir = " + data);
    }

    @Bean
    DataFolder dataFolder(
            ProcessLock dataDirectory,
            @Value("${hub.data-dir}") Path data,
            @Value("${hub.intake.drop-dir}") Path drop,
            @Value("${" + DataFolder.RUN + ":}") String run) {
        DataFolder folder = new DataFolder(data, drop);
        folder.removeTempOfOthers(run);
        folder.closeToOthers();
        return folder;
    }

    @Bean(destroyMethod = "close")
    LedgerLock ledgerLock(ProcessLock dataDirectory, DataFolder dataFolder, Environment settings) throws IOException {
        if (Boolean.parseBoolean(text(settings, "hub.ledger.make-key"))
                && text(settings, "hub.ledger.key").isBlank()) {
            LedgerKey.makeUnlessThere(Path.of(text(settings, "hub.ledger.key-file")));
        }
        return LedgerLock.take(settings(settings).file());
    }

    @Bean(destroyMethod = "close")
    HubRun hubRun(
            Ledger ledger,
            LedgerLock ledgerLock,
            ProcessLock dataDirectory,
            Clock clock,
            @Value("${hub.node}") String node) {
        HubRun run = new HubRun(ledger.runs(), node, clock, BEAT);
        return ledgerLock.alone() ? run.beginAlone() : run.beginAmongOthers(dataDirectory.place());
    }

    @Bean(destroyMethod = "close")
    Ledger ledger(
            Environment settings,
            LedgerLock ledgerLock,
            Operations operations,
            List<Budget> budgets,
            ServiceRegister services,
            Clock clock) {
        try {
            Ledger ledger = JdbcLedger.open(
                    settings(settings),
                    operations,
                    Stream.concat(services.budgets().stream(), budgets.stream())
                            .collect(Collectors.toMap(Budget::name, Function.identity())),
                    clock,
                    Uptime::read);
            holdIfRestored(ledger, clock);
            return ledger;
        } catch (LedgerException refused) {
            throw new StartRefusedException(String.valueOf(refused.getMessage()));
        }
    }

    /** Stops all lanes of a restored ledger before anything is claimed. */
    private static void holdIfRestored(Ledger ledger, Clock clock) {
        ledger.restoration().holdIfMarked(clock.instant()).ifPresent(held -> {
            ledger.audit()
                    .record(
                            "hub",
                            "held-after-restore",
                            null,
                            "copy of %s: %d orders parked as UNSURE, %d wait; every service is paused"
                                    .formatted(held.copied(), held.parked(), held.waiting()));
            log.warn(
                    "This ledger was restored from a copy of {}: {} orders are parked as UNSURE, {} wait; all services are"
                            + " paused until an operator resumes them",
                    held.copied(),
                    held.parked(),
                    held.waiting());
        });
    }

    /** Returns the settings of the ledger, which is under the data directory unless a database is configured. */
    public static LedgerSettings settings(Environment settings) {
        List<byte[]> keys = LedgerKey.read(text(settings, "hub.ledger.key"), text(settings, "hub.ledger.key-file"));
        String url = text(settings, "hub.ledger.url");
        return url.isBlank()
                ? new LedgerSettings(
                        "jdbc:sqlite:" + Path.of(text(settings, "hub.data-dir")).resolve("ledger.db"), null, null, keys)
                : new LedgerSettings(
                        url, text(settings, "hub.ledger.user"), text(settings, "hub.ledger.password"), keys);
    }

    private static String text(Environment settings, String name) {
        return settings.getProperty(name, "");
    }

    /** Returns the poll plan, which is learned for each operation. */
    @Bean
    PollPlan pollPlan(Ledger ledger) {
        return ledger.pollPlan();
    }

    @Bean
    Acceptance acceptance(Ledger ledger) {
        return ledger.acceptance();
    }

    @Bean
    Batches batches(Ledger ledger) {
        return ledger.batches();
    }

    @Bean
    Claims claims(Ledger ledger) {
        return ledger.claims();
    }

    @Bean
    Orders orders(Ledger ledger) {
        return ledger.orders();
    }

    @Bean
    Services services(Ledger ledger) {
        return ledger.services();
    }

    @Bean
    AnswerTimes answerTimes(Ledger ledger) {
        return ledger.answerTimes();
    }

    @Bean
    Secrets secrets(Ledger ledger) {
        return ledger.secrets();
    }

    @Bean
    KeptAnswers keptAnswers(Ledger ledger) {
        return ledger.keptAnswers();
    }

    @Bean
    Retention retention(Ledger ledger) {
        return ledger.retention();
    }

    @Bean
    Audit audit(Ledger ledger) {
        return ledger.audit();
    }

    @Bean
    Numbers numbers(Ledger ledger) {
        return ledger.numbers();
    }
}
