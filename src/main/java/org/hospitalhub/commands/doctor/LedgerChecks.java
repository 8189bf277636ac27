package org.hospitalhub.commands.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.hospitalhub.commands.console.HubLauncher;
import org.hospitalhub.ledger.LedgerException;
import org.hospitalhub.ledger.LedgerSettings;
import org.hospitalhub.ledger.jdbc.LedgerLook;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/** Checks that the ledger is reachable, of a version this program knows, and that the key fits. */
final class LedgerChecks {

    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofSeconds(5);

    private final HubLauncher.Configured hub;
    private final InstantSource clock;

    LedgerChecks(HubLauncher.Configured hub, InstantSource clock) {
        this.hub = hub;
        this.clock = clock;
    }

    List<CheckResult> all() {
        if (keyWillBeMade(hub.settings())) {
            return List.of(CheckResult.ok("ledger key", "will be created at the first start (hub.ledger.make-key)"));
        }
        LedgerSettings settings;
        try {
            settings = hub.ledger();
        } catch (RuntimeException missing) {
            // Reported among the settings already.
            return List.of(CheckResult.skipped("ledger", "there is no usable key"));
        }
        try {
            return look(LedgerLook.at(settings));
        } catch (LedgerException unusable) {
            return List.of(
                    CheckResult.error(
                            "ledger",
                            String.valueOf(unusable.getMessage()),
                            "Check hub.ledger.url, user and password, the permissions of the file, and that the database runs."));
        }
    }

    private static boolean keyWillBeMade(Environment settings) {
        String file = settings.getProperty("hub.ledger.key-file", "");
        return settings.getProperty("hub.ledger.make-key", "false").equals("true")
                && settings.getProperty("hub.ledger.key", "").isBlank()
                && !file.isBlank()
                && !Files.exists(Path.of(file));
    }

    private List<CheckResult> look(LedgerLook look) {
        if (look.schema() == null) {
            return List.of(CheckResult.ok("ledger", "does not exist yet; the first start creates it"));
        }
        List<CheckResult> checks = new ArrayList<>();
        checks.add(schema(look));
        checks.add(
                look.keyFits()
                        ? CheckResult.ok("ledger key", "decrypts the ledger")
                        : CheckResult.error(
                                "ledger key",
                                "does not decrypt this ledger",
                                "Use the key it was written with; keep old keys behind the new one in"
                                        + " hub.ledger.key or its file."));
        checks.add(clock(look.newestOrder()));
        return checks;
    }

    private static CheckResult schema(LedgerLook look) {
        String version = "reachable, tables of version " + look.schema();
        if (look.newer()) {
            return CheckResult.error(
                    "ledger",
                    version + ", newer than this version of the hub",
                    "Use the version of the hub that wrote it, or a later one.");
        }
        return look.migrations() == 0
                ? CheckResult.ok("ledger", version)
                : CheckResult.ok("ledger", version + "; the next start migrates them (" + look.migrations() + ")");
    }

    /** Orders of all nodes stand in the ledger with the clock of the node that accepted them. */
    private CheckResult clock(@Nullable Instant newestOrder) {
        Duration ahead = newestOrder == null ? Duration.ZERO : Duration.between(clock.instant(), newestOrder);
        return ahead.compareTo(CLOCKS_MAY_DIFFER) <= 0
                ? CheckResult.ok("clock of nodes", "no order in the ledger is later than this machine's clock")
                : CheckResult.warning(
                        "clock of nodes",
                        "the newest order in the ledger is " + ahead.toSeconds() + " s later than this machine's clock",
                        "Run NTP on every node; the hub does not support clocks that differ by more than a minute.");
    }
}
