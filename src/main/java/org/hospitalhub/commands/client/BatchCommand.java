package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.CommandOutput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints the progress of a batch and downloads its result. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        description =
                "Shows the state of a batch: 0 all completed, 1 some refused, parked or cancelled, 4 still in progress.")
public final class BatchCommand extends ClientCommand {

    @Mixin
    private final ResultOption result = new ResultOption();

    @Parameters(paramLabel = "ID", description = "Id of the batch.")
    private String id = "";

    @Option(names = "--watch", description = "Show the progress until every order has ended.")
    private boolean watch;

    /** Makes the command. */
    public BatchCommand(CommandContext context) {
        super(context);
    }

    @Override
    public Integer call() {
        result.check(output, true);
        HubApiClient api = api();
        JsonNode batch =
                watch ? new BatchWatcher(api, context, output.err()).untilEnded(id) : api.get(BatchPrinter.path(id));
        if (BatchPrinter.ended(batch)) {
            result.fetch(api, id, output);
        }
        return tell(output, batch);
    }

    static int tell(CommandOutput output, JsonNode batch) {
        if (output.json()) {
            output.write(batch);
        } else {
            BatchPrinter.print(output.out(), batch);
        }
        return BatchPrinter.code(batch);
    }
}
