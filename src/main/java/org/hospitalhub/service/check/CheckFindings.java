package org.hospitalhub.service.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Finding.Severity;
import org.hospitalhub.service.definition.Place;

/** Collects the findings of one definition. Each finding's path is file and line. */
final class CheckFindings {

    /** Code of the errors in a definition. */
    static final String CODE = "DEFINITION";

    private final List<Finding> findings = new ArrayList<>();

    void wrong(Place place, String message) {
        add(new Finding(CODE, place.toString(), message, Severity.ERROR));
    }

    void odd(Place place, String message) {
        add(new Finding(CODE, place.toString(), message, Severity.WARNING));
    }

    void addAll(List<Finding> found) {
        found.forEach(this::add);
    }

    /** Adds a finding once, although merged parts of a file are read several times. */
    private void add(Finding finding) {
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    boolean anyError() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    /** Returns all findings in the order of the files. */
    List<Finding> all() {
        return findings.stream()
                .sorted(Comparator.comparing((Finding finding) -> finding.path().replaceFirst(":[0-9]+$", ""))
                        .thenComparingInt(finding -> line(finding.path())))
                .toList();
    }

    private static int line(String path) {
        String line = path.substring(path.lastIndexOf(':') + 1);
        return line.matches("[0-9]{1,9}") ? Integer.parseInt(line) : 0;
    }
}
