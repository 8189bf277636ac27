package org.hospitalhub.service.check;

import java.time.InstantSource;
import java.util.List;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.definition.DefinitionReader;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.definition.ServiceFolder;

/** Finds all errors in a service's definition that can be found before it runs. */
public final class DefinitionCheck {

    private DefinitionCheck() {}

    /**
     * Checks a folder.
     *
     * @param clock clock whose date is used for the dates of examples
     * @return findings in the order of files and lines; each path is file and line, errors keep the service off
     */
    public static List<Finding> check(ServiceFolder folder, InstantSource clock) {
        DefinitionReader.Read read = DefinitionReader.read(folder);
        CheckFindings remarks = new CheckFindings();
        remarks.addAll(read.findings());
        ServiceDefinition definition = read.definition();
        if (definition != null) {
            Scope scope = new Scope(definition, remarks);
            SettingRules settings = new SettingRules(scope);
            settings.check();
            new DoorRules(scope).check();
            new OperationRules(scope, new ExampleRules(clock)).check();
            new RouteRules(scope).check();
            if (!remarks.anyError()) {
                // What is wrong may be what would use them.
                settings.unused();
            }
        }
        return remarks.all();
    }
}
