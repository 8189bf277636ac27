package org.hospitalhub.service;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Wording;
import org.hospitalhub.service.definition.Texts;
import org.hospitalhub.service.engine.ServiceProgram;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * A national service, described once for start checks, budgets, screens, {@code hub doctor} and metrics.
 *
 * @param name name of its lane, and prefix of its settings and routes
 * @param program compiled definition; null for a service that is written in Java, and for one whose definition cannot be run
 * @param operations its operations
 * @param budgets its request limits
 * @param identities names of the client certificates with which it is called
 * @param doors addresses at which it is called
 * @param traits further properties that operating it needs
 * @param off why no order is accepted for it, null when it is on
 * @param problems settings that keep the hub from starting, one line each
 * @param remarks warnings about its settings, one line each
 * @param findings errors in its definition, with file and line
 * @param inTheJar whether its definition is in the jar
 */
public record NationalService(
        String name,
        Texts title,
        @Nullable ServiceProgram program,
        List<Operation> operations,
        List<Budget> budgets,
        Set<String> identities,
        List<ServiceDoor> doors,
        ServiceTraits traits,
        @Nullable Wording off,
        List<String> problems,
        List<String> remarks,
        List<Finding> findings,
        boolean inTheJar) {

    /** Returns it as its room of Java completes it: with further settings for which it is off, or the hub does not start. */
    public NationalService with(ServiceRoom room, Environment settings) {
        return new NationalService(
                name,
                title,
                program,
                operations,
                budgets,
                identities,
                doors,
                room.traits(traits),
                off,
                Stream.concat(problems.stream(), room.problems(settings).stream())
                        .toList(),
                remarks,
                findings,
                inTheJar);
    }

    /** Returns whether the engine runs the service. */
    public boolean runs() {
        return program != null;
    }
}
