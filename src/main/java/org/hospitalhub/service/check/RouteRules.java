package org.hospitalhub.service.check;

import java.util.Set;
import java.util.TreeSet;
import org.hospitalhub.service.definition.Place;
import org.hospitalhub.service.definition.ServiceDefinition;
import org.hospitalhub.service.payload.SpellingHint;

/** Checks the names of own routes: a route replaces the step of its name and would never run under another name. */
final class RouteRules {

    private static final String FOLDER = "routes/";
    private static final String END = ".camel.yaml";

    private final Scope scope;

    RouteRules(Scope scope) {
        this.scope = scope;
    }

    void check() {
        ServiceDefinition definition = scope.definition();
        Set<String> expected = new TreeSet<>();
        Set<String> named = new TreeSet<>();
        definition
                .operations()
                .values()
                .forEach(operation -> operation.steps().values().forEach(step -> {
                    expected.add(FOLDER + definition.name() + "-" + step.name() + END);
                    if (step.route() != null) {
                        named.add(step.route());
                        named.add(FOLDER + step.route());
                    }
                }));
        for (String file : definition.folder().files().keySet()) {
            if (file.startsWith(FOLDER) && file.endsWith(END) && !expected.contains(file) && !named.contains(file)) {
                scope.wrong(
                        new Place(definition.folder().label(file), 1),
                        "The route replaces no step: name it " + definition.name() + "-<step>" + END
                                + SpellingHint.hint(file, expected));
            } else if (file.startsWith(FOLDER) && !file.endsWith(END)) {
                scope.odd(
                        new Place(definition.folder().label(file), 1),
                        "A route's file ends in " + END + "; this one is not read.");
            }
        }
    }
}
