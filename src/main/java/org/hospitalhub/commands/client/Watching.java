package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandFailure;
import org.hospitalhub.commands.console.Exit;
import picocli.CommandLine.Help.Ansi;

/**
 * Follows a batch to its end and shows its progress on standard error: one line that changes on a terminal, a new line for
 * each change elsewhere, at most one in ten seconds. A hub that is restarted meanwhile is waited for.
 */
final class Watching {

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PLAIN_LINES = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final HubApi api;
    private final CommandContext context;
    private final PrintWriter err;
    private final boolean terminal = Ansi.AUTO.enabled();
    private final Progress progress = new Progress(ZoneId.systemDefault());
    private Instant shownAt = Instant.EPOCH;
    private String shown = "";
    private Instant answeredAt;

    Watching(HubApi api, CommandContext context, PrintWriter err) {
        this.api = api;
        this.context = context;
        this.err = err;
        this.answeredAt = context.clock().instant();
    }

    /** Holds until every order of a batch has ended, and gives its last look. */
    JsonNode untilEnded(String id) {
        JsonNode batch = look(id);
        while (!BatchText.ended(batch)) {
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
                JsonNode batch = api.get(BatchText.path(id));
                answeredAt = context.clock().instant();
                show(progress.line(batch, answeredAt), BatchText.ended(batch));
                return batch;
            } catch (CommandFailure failure) {
                Instant now = context.clock().instant();
                if (failure.code() != Exit.FAILED || now.isAfter(answeredAt.plus(PATIENCE))) {
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
