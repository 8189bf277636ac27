package org.hospitalhub.service.payload;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown when a schema is invalid; contains all problems. */
public final class WrongSchemaException extends RuntimeException {

    private final transient List<SchemaProblem> problems;

    WrongSchemaException(List<SchemaProblem> problems) {
        super(problems.stream()
                .map(problem -> problem.file() + ":" + problem.line() + " " + problem.message())
                .collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Returns all problems, in the order of the files. */
    public List<SchemaProblem> problems() {
        return problems;
    }
}
