package org.hospitalhub.service.payload;

import java.util.List;
import java.util.stream.Collectors;

/** A schema cannot be used; holds everything that is wrong with it. */
public final class WrongSchemaException extends RuntimeException {

    private final transient List<SchemaProblem> problems;

    WrongSchemaException(List<SchemaProblem> problems) {
        super(problems.stream()
                .map(problem -> problem.file() + ":" + problem.line() + " " + problem.message())
                .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Returns everything that is wrong, in the order of the files. */
    public List<SchemaProblem> problems() {
        return problems;
    }
}
