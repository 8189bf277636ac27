package org.hospitalhub.commands;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.hospitalhub.rules.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells everything that is wrong with settings and routes, and starts nothing. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = {
            "Checks settings and routes and starts nothing: 0 all is well, 1 with all findings.",
            "Settings are read as the hub reads them: ./config, the environment, --hub.data-dir=FOLDER and so on."
        })
final class ValidateCommand extends SettingsCommand {

    private final Session session;

    @Mixin
    private final Output output = new Output();

    ValidateCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        List<Finding> findings = session.launch().configured(settings()).findings();
        ArrayNode array = JsonMapper.builder().build().valueToTree(findings);
        if (output.json()) {
            ObjectNode document = JsonNodeFactory.instance.objectNode();
            document.set("findings", array);
            output.write(document);
        } else if (findings.isEmpty()) {
            output.out().println("Settings and routes are well.");
        } else {
            output.out().println(findings.size() + " findings:");
            Findings.print(output.out(), array);
        }
        return findings.isEmpty() ? Exit.OK : Exit.FINDINGS;
    }
}
