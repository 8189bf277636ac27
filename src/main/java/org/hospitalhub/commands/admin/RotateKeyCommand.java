package org.hospitalhub.commands.admin;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.ExitCode;
import org.hospitalhub.ledger.Keys;
import org.hospitalhub.ledger.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Seals everything with the first key. */
@Command(
        name = "rotate-key",
        mixinStandardHelpOptions = true,
        description = {
            "Seals payloads, answers and secrets anew with the first key of hub.ledger.key (or its file), while hubs go on.",
            "0: no other key is needed any more; 1: one still is. An interrupted run goes on where it stopped."
        })
public final class RotateKeyCommand extends LedgerCommand {

    /** A hub tells its keys once a minute; one that was silent for so long is gone. */
    private static final Duration SILENT = Duration.ofMinutes(3);

    /** Lets hubs have the one writer of an SQLite ledger between two transactions. */
    private static final Duration BREATH = Duration.ofMillis(5);

    private static final long TOLD_EVERY = 5_000;

    @Option(names = "--count", description = "Only tell how much needs which key.")
    private boolean countOnly;

    /** Makes the command. */
    public RotateKeyCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        return withLedger(ledger -> {
            if (!countOnly) {
                refuseIfSomebodyCouldNotRead(ledger);
                rotate(ledger);
            }
            return tell(ledger.keys().uses());
        });
    }

    private void refuseIfSomebodyCouldNotRead(Ledger ledger) {
        List<String> without =
                ledger.keys().nodesWithoutFirstKey(context().clock().instant().minus(SILENT));
        if (!without.isEmpty()) {
            throw new CommandException(
                    ExitCode.FAILED,
                    ("These hubs run and do not know the first key, so they could not read what it seals: %s."
                                    + " Give them the new key as well, restart them, and rotate then.")
                            .formatted(String.join(", ", without)));
        }
        ledger.keys().uses().stream()
                .filter(use -> use.place() == 0)
                .findFirst()
                .ifPresent(lost -> {
                    throw new CommandException(
                            ExitCode.FAILED,
                            "%d values are sealed with key %s, which is not in hub.ledger.key: add it behind the first one."
                                    .formatted(lost.values(), lost.key()));
                });
    }

    private void rotate(Ledger ledger) {
        long all = ledger.keys().uses().stream()
                .filter(use -> use.place() > 1)
                .mapToLong(Keys.Use::values)
                .sum();
        ledger.audit().record("hub", "rotate-key", null, all + " values by the command line");
        AtomicLong told = new AtomicLong();
        ledger.keys().rotate(done -> {
            context().pause().accept(BREATH);
            if (done - told.get() >= TOLD_EVERY) {
                told.set(done);
                output().err().printf("%d of %d values%n", done, all);
            }
        });
    }

    private int tell(List<Keys.Use> uses) {
        boolean needed = uses.stream().anyMatch(use -> use.place() != 1 && use.values() > 0);
        if (output().json()) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.set("keys", JsonMapper.builder().build().valueToTree(uses));
            output().write(document);
            return needed ? ExitCode.FINDINGS : ExitCode.OK;
        }
        for (Keys.Use use : uses) {
            output().out().printf("%d values under key %s (%s)%n", use.values(), use.key(), standing(use));
        }
        return needed ? ExitCode.FINDINGS : ExitCode.OK;
    }

    private static String standing(Keys.Use use) {
        if (use.place() == 1) {
            return "the first one, it writes";
        }
        if (use.place() == 0) {
            return "not in hub.ledger.key: what it seals cannot be read";
        }
        return "number " + use.place() + (use.values() == 0 ? ", no longer needed" : ", still needed");
    }
}
