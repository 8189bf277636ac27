package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits a file of orders to the hub. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = {
            "Submits a file: one payload (.json), an array (.json), lines (.ndjson) or rows (.csv).",
            "The same file is the same order or batch, so the command may be repeated."
        })
public final class SubmitCommand extends ClientCommand {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final ResultOption result = new ResultOption();

    @Parameters(paramLabel = "FILE", description = "File to submit.")
    private Path path = Path.of("");

    @Option(
            names = "--operation",
            required = true,
            paramLabel = "NAME",
            description = "Name of the operation: n3.snils, …")
    private String operation = "";

    @Option(names = "--priority", paramLabel = "WORD", description = "urgent, normal or batch.")
    private @Nullable String priority;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Order key of a single payload; default: derived from its content.")
    private @Nullable String key;

    @Option(names = "--watch", description = "Show the progress until every order has ended.")
    private boolean watch;

    /** Makes the command. */
    public SubmitCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        OrderFile file = OrderFile.of(path);
        result.check(output, watch && !file.single());
        return file.single() ? one(file) : many(file);
    }

    private int one(OrderFile file) {
        HubApiClient api = api();
        byte[] payload = file.bytes();
        Map<String, String> headers = headers("application/json");
        headers.put("Idempotency-Key", key == null ? OrderFile.key(api.user(), operation, payload) : key);
        JsonNode order = api.post(
                "/api/orders/" + HubApiClient.encoded(operation), BodyPublishers.ofByteArray(payload), headers);
        if (!watch) {
            StatusCommand.tell(output, order);
            return ExitCode.OK;
        }
        return StatusCommand.tell(
                output, StatusCommand.ended(api, order.path("id").asText()));
    }

    private int many(OrderFile file) {
        if (key != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--key is for a single payload; the keys of a file's orders are derived from its content.");
        }
        HubApiClient api = api();
        String id = api.post(
                        "/api/batches/" + HubApiClient.encoded(operation) + "?name="
                                + HubApiClient.encoded(file.name()),
                        body(file),
                        headers("application/octet-stream"))
                .path("id")
                .asText();
        if (!watch) {
            BatchCommand.tell(output, api.get(BatchPrinter.path(id)));
            return ExitCode.OK;
        }
        output.err().println("batch " + id);
        JsonNode batch = new BatchWatcher(api, context, output.err()).untilEnded(id);
        result.fetch(api, id, output);
        return BatchCommand.tell(output, batch);
    }

    private static BodyPublisher body(OrderFile file) {
        try {
            return BodyPublishers.ofFile(file.path());
        } catch (FileNotFoundException gone) {
            throw OrderFile.unreadable(file.path());
        }
    }

    private Map<String, String> headers(String type) {
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", type));
        if (priority != null) {
            headers.put("Hub-Priority", priority);
        }
        return headers;
    }
}
