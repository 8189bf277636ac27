package org.hospitalhub.commands.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import org.hospitalhub.commands.console.CommandContext;
import org.hospitalhub.commands.console.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells how a batch stands and fetches its result. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        description =
                "Tells how a batch stands: 0 all completed, 1 some refused, parked or cancelled, 4 still going on.")
public final class BatchCommand implements Callable<Integer> {

    private final CommandContext context;

    @Mixin
    private final Connection connection = new Connection();

    @Mixin
    private final Output output = new Output();

    @Mixin
    private final ResultOption result = new ResultOption();

    @Parameters(paramLabel = "ID", description = "Id of the batch.")
    private String id = "";

    @Option(names = "--watch", description = "Stay, show the progress and end when every order has ended.")
    private boolean watch;

    public BatchCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        result.check(output, true);
        HubApi api = connection.api(context);
        JsonNode batch = watch ? new Watching(api, context, output.err()).untilEnded(id) : api.get(BatchText.path(id));
        if (BatchText.ended(batch)) {
            result.fetch(api, id, output);
        }
        return tell(output, batch);
    }

    static int tell(Output output, JsonNode batch) {
        if (output.json()) {
            output.write(batch);
        } else {
            BatchText.print(output.out(), batch);
        }
        return BatchText.code(batch);
    }
}
