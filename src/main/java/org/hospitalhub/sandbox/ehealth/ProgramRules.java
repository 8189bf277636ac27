package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Rule 13 of the eHealth description: the medical programs of a reimbursement request, sub-rule by sub-rule. */
final class ProgramRules {

    /** Both programs of these forms must be there (note of rule 13.d). */
    private static final Set<String> WHOLE = Set.of("INSULIN_1", "PSYCHIATRY");

    private final Registry registry;

    ProgramRules(Registry registry) {
        this.registry = registry;
    }

    void check(JsonNode content) {
        if (!content.has("medical_programs")) {
            return;
        }
        List<String> ids = Json.texts(content.get("medical_programs"));
        String idForm = Json.text(content, "id_form");
        each(ids, DescribedRule.RULE_13_A, id -> program(id).isPresent());
        each(ids, DescribedRule.RULE_13_B, id -> program(id)
                .filter(row -> Json.flag(row, "is_active", true))
                .isPresent());
        each(ids, DescribedRule.RULE_13_C, id -> program(id)
                .filter(row -> !row.has("type") || Json.text(row, "type").equals("MEDICATION"))
                .isPresent());
        Optional<List<String>> allowed = registry.programsOf(idForm);
        each(
                ids,
                DescribedRule.RULE_13_D,
                id -> allowed.isEmpty() || allowed.get().contains(id));
        if (WHOLE.contains(idForm) && !new HashSet<>(ids).containsAll(allowed.orElse(List.of()))) {
            throw DescribedRule.RULE_13_D_NOTE.broken();
        }
        if (Set.copyOf(ids).size() != ids.size()) {
            throw DescribedRule.RULE_13_E.broken();
        }
    }

    private void each(List<String> ids, DescribedRule rule, Predicate<String> good) {
        List<Violation> broken = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (!good.test(ids.get(i))) {
                broken.add(rule.at(i));
            }
        }
        if (!broken.isEmpty()) {
            throw ServiceErrorException.invalid(broken);
        }
    }

    private Optional<ObjectNode> program(String id) {
        return registry.row("medical_programs", id);
    }
}
