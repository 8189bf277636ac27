package org.hospitalhub.service;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.pacing.Budget;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.service.definition.Texts;
import org.hospitalhub.service.engine.ServiceProgram;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * A national service, in the one description from which start checks, budgets, screens, doctor and metrics are fed.
 *
 * @param name its lane, the prefix of its settings and routes
 * @param program what the engine runs; null for a service of a room of Java, and for one whose definition cannot be run
 * @param operations what can be asked of it
 * @param budgets its limits
 * @param identities names of the identities that it is called with
 * @param doors where it is called
 * @param traits what else the hub must know to look after it
 * @param off why no order is taken for it, null when it is on
 * @param problems settings for which the hub does not start, one line each
 * @param remarks what is odd about its settings, one line each
 * @param findings what is wrong with its definition, with file and line
 * @param inTheJar whether the jar carries its definition
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
        @Nullable String off,
        List<String> problems,
        List<String> remarks,
        List<Finding> findings,
        boolean inTheJar) {

    /** Returns it as its room of Java completes it. */
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
                        problems,
                        remarks,
                        findings,
                        inTheJar)
                .withProblems(room.problems(settings));
    }

    /** Returns it with further settings for which the hub does not start, and which turn it off. */
    public NationalService withProblems(List<String> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<String> all = Stream.concat(problems.stream(), more.stream()).toList();
        return new NationalService(
                name,
                title,
                program,
                operations,
                budgets,
                identities,
                doors,
                traits,
                off,
                all,
                remarks,
                findings,
                inTheJar);
    }

    /** Returns whether the engine runs it. */
    public boolean runs() {
        return program != null;
    }
}
