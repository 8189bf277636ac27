package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandException;
import org.hospitalhub.commands.console.ExitCode;
import picocli.CommandLine.Help.Ansi;

/**
 * Follows a batch to its end and shows its progress on standard error: one line that changes on a terminal, a new line for
 * each change elsewhere, at most one in ten seconds. Waits for a hub that restarts meanwhile.
 */
final class BatchWatcher {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PLAIN_LINES = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final HubApiClient api;
    private final CommandContext context;
    private final PrintWriter err;
    private final boolean terminal = Ansi.AUTO.enabled();
    private final BatchProgressLine progress = new BatchProgressLine(ZoneId.systemDefault());
    private Instant shownAt = Instant.EPOCH;
    private String shown = "";
    private Instant answeredAt;

    BatchWatcher(HubApiClient api, CommandContext context, PrintWriter err) {
        this.api = api;
        this.context = context;
        this.err = err;
        this.answeredAt = context.clock().instant();
    }

    /** Waits until every order of a batch has ended; returns its last state. */
    JsonNode untilEnded(String id) {
        JsonNode batch = look(id);
        while (!BatchPrinter.ended(batch)) {
            context.pause().accept(LOOK);
            batch = look(id);
        }
        if (terminal) {
            err.println();
        }
        return batch;
    }

    private JsonNode look(String id) {
        while (true) {
            try {
                JsonNode batch = api.get(BatchPrinter.path(id));
                answeredAt = context.clock().instant();
                show(progress.line(batch, answeredAt), BatchPrinter.ended(batch));
                return batch;
            } catch (CommandException failure) {
                Instant now = context.clock().instant();
                if (failure.code() != ExitCode.FAILED || now.isAfter(answeredAt.plus(PATIENCE))) {
                    throw failure;
                }
                show(failure.getMessage() + " Trying again.", false);
                context.pause().accept(LOOK);
            }
        }
    }

    private void show(String line, boolean last) {
        Instant now = context.clock().instant();
        if (terminal) {
            // Without wrapping: a narrow terminal cuts the line, one that wrapped it would leave its first rows behind.
            err.print("\r\u001b[?7l" + line + "\u001b[K\u001b[?7h");
            err.flush();
        } else if (!line.equals(shown) && (last || !now.isBefore(shownAt.plus(PLAIN_LINES)))) {
            err.println(line);
            shown = line;
            shownAt = now;
        }
    }
}
