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
            "Encrypts payloads, answers and secrets again with the first key of hub.ledger.key (or its file) while hubs run.",
            "0: no other key is needed any more; 1: another key is still needed. A repeated run continues where it stopped."
        })
public final class RotateKeyCommand extends LedgerCommand {

    /** A hub records its keys once a minute; one that has not done so for this time has stopped. */
    private static final Duration SILENT = Duration.ofMinutes(3);

    /** Lets hubs have the one writer of an SQLite ledger between two transactions. */
    private static final Duration BREATH = Duration.ofMillis(5);

    private static final long PRINT_EVERY = 5_000;

    @Option(names = "--count", description = "Only count the values of each key.")
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
                    ("These running hubs do not have the first key and could not read values encrypted with it: %s."
                                    + " Add the new key to their settings, restart them, then rotate.")
                            .formatted(String.join(", ", without)));
        }
        ledger.keys().uses().stream()
                .filter(use -> use.place() == 0)
                .findFirst()
                .ifPresent(lost -> {
                    throw new CommandException(
                            ExitCode.FAILED,
                            "%d values are encrypted with key %s, which is not in hub.ledger.key: add it after the first one."
                                    .formatted(lost.values(), lost.key()));
                });
    }

    private void rotate(Ledger ledger) {
        long all = ledger.keys().uses().stream()
                .filter(use -> use.place() > 1)
                .mapToLong(Keys.Use::values)
                .sum();
        ledger.audit().record("hub", "rotate-key", null, all + " values by the command line");
        AtomicLong printed = new AtomicLong();
        ledger.keys().rotate(done -> {
            context().pause().accept(BREATH);
            if (done - printed.get() >= PRINT_EVERY) {
                printed.set(done);
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
            return "first, used for encryption";
        }
        if (use.place() == 0) {
            return "not in hub.ledger.key: its values cannot be decrypted";
        }
        return "number " + use.place() + (use.values() == 0 ? ", no longer needed" : ", still needed");
    }
}
