package org.hospitalhub.service.payload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Selects the branch of {@code anyOf} or {@code oneOf} that is reported for a value that fits none: the one whose constants fit,
 * then the one with the fewest violations.
 */
final class BranchSelection {

    private static final int WRONG_CONSTANT = 1000;

    private BranchSelection() {}

    static List<SchemaViolation> nearest(List<SchemaViolation> all) {
        return nearest(all, 0);
    }

    private static List<SchemaViolation> nearest(List<SchemaViolation> all, int from) {
        List<SchemaViolation> kept = new ArrayList<>();
        Map<List<Object>, List<SchemaViolation>> choices = new LinkedHashMap<>();
        for (SchemaViolation breach : all) {
            int at = choice(breach, from);
            if (at < 0) {
                kept.add(breach);
            } else {
                choices.computeIfAbsent(key(breach, at), key -> new ArrayList<>())
                        .add(breach);
            }
        }
        // The violations of a branch say more than the message that no branch fits.
        kept.removeIf(breach -> breach.keyword().equals("oneOf")
                && choices.keySet().stream().anyMatch(key -> key.get(1)
                        .equals(System.identityHashCode(breach.innermost().node()))));
        choices.forEach((key, breaches) -> kept.addAll(branch(breaches, (Integer) key.get(0))));
        return kept;
    }

    /** Returns the index of the first choice among the schemas, -1 when there is none. */
    private static int choice(SchemaViolation breach, int from) {
        for (int i = from; i < breach.steps().size(); i++) {
            if (!breach.steps().get(i).choice().isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private static List<Object> key(SchemaViolation breach, int at) {
        SchemaViolation.Step holder = breach.steps().get(at - 1);
        List<Object> key = new ArrayList<>(List.of(at, System.identityHashCode(holder.node())));
        key.addAll(breach.instance()
                .subList(0, Math.min(holder.depth(), breach.instance().size())));
        return key;
    }

    private static List<SchemaViolation> branch(List<SchemaViolation> breaches, int at) {
        Map<Integer, List<SchemaViolation>> byBranch = new TreeMap<>();
        breaches.forEach(
                breach -> byBranch.computeIfAbsent(breach.steps().get(at).branch(), branch -> new ArrayList<>())
                        .add(breach));
        List<SchemaViolation> best = byBranch.values().stream()
                .min(Comparator.comparingInt(BranchSelection::distance))
                .orElseThrow();
        if (named(best.get(0), at)) {
            SchemaViolation first = best.get(0);
            return List.of(new SchemaViolation(
                    first.message(),
                    first.steps().get(at).choice(),
                    first.instance().subList(0, first.steps().get(at - 1).depth()),
                    first.steps().subList(0, at)));
        }
        return nearest(best, at + 1);
    }

    private static boolean named(SchemaViolation breach, int at) {
        return breach.steps().get(at - 1).node().has("hub:message")
                || breach.steps().get(at - 1).node().has("hub:code");
    }

    private static int distance(List<SchemaViolation> branch) {
        return branch.stream()
                .mapToInt(breach ->
                        breach.keyword().equals("const") || breach.keyword().equals("enum") ? WRONG_CONSTANT : 1)
                .sum();
    }
}
