package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays parked orders. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Retries parked orders: the named ones, or all with the same code.")
public final class ReplayCommand extends ClientCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of orders.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--code", paramLabel = "CODE", description = "All orders parked with this code: N3_UNAVAILABLE, …")
    private @Nullable String code;

    @Option(names = "--operation", paramLabel = "NAME", description = "With --code: only orders of this operation.")
    private @Nullable String operation;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "500",
            description = "With --code: maximum number of orders; default: 500.")
    private int limit = 500;

    @Option(names = "--dry-run", description = "Only show which orders would be replayed.")
    private boolean dryRun;

    @Option(names = "--correction", paramLabel = "FILE", description = "Corrected payload for a single ID.")
    private @Nullable Path correction;

    /** Makes the command. */
    public ReplayCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        if (ids.isEmpty() == (code == null)) {
            throw new ParameterException(spec.commandLine(), "Name the orders by ID, or use --code.");
        }
        if (correction != null && ids.size() != 1) {
            throw new ParameterException(spec.commandLine(), "--correction needs exactly one ID.");
        }
        HubApiClient api = api();
        List<String> chosen = code == null
                ? ids
                : new ParkedOrders(api, operation, code)
                        .read(limit).stream()
                                .map(order -> order.path("id").asText())
                                .toList();
        if (dryRun) {
            return tell(chosen);
        }
        byte[] body = correction == null ? new byte[0] : new OrderFile(correction).bytes();
        return BulkAction.on(chosen, id -> replay(api, id, BodyPublishers.ofByteArray(body)), output);
    }

    private static JsonNode replay(HubApiClient api, String id, BodyPublisher body) {
        return api.post(StatusCommand.path(id) + "/replay", body, Map.of("Content-Type", "application/json"));
    }

    private int tell(List<String> chosen) {
        if (output.json()) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            chosen.forEach(json.putArray("wouldReplay")::add);
            output.write(json);
        } else {
            chosen.forEach(output.out()::println);
            output.out().println(chosen.size() + " would be replayed");
        }
        return ExitCode.OK;
    }
}
