package org.hospitalhub.ehealth;

import static org.hospitalhub.ehealth.EhealthRules.rule;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Rule;

/** Medical programs of a reimbursement contract (eHealth description, rule 13). */
final class ProgramRules {

    private static final String PROGRAMS = "medical_programs";
    private static final Set<String> PAIRS = Set.of("INSULIN_1", "PSYCHIATRY");

    private ProgramRules() {}

    static List<Rule<ContractDraft>> all() {
        return List.of(
                rule(EhealthRule.PROGRAMS_GIVEN, (draft, findings) -> {
                    if (!draft.isAmendment() && !draft.content().has(PROGRAMS)) {
                        EhealthRule.PROGRAMS_GIVEN.addTo(findings);
                    }
                }),
                rule(EhealthRule.PROGRAM_EXISTS, ProgramRules::each),
                rule(EhealthRule.PROGRAM_COMPOSITION, ProgramRules::composition),
                rule(EhealthRule.PROGRAM_ONCE, (draft, findings) -> {
                    if (EhealthRules.hasDuplicates(draft.texts(PROGRAMS))) {
                        EhealthRule.PROGRAM_ONCE.addTo(findings);
                    }
                }));
    }

    private static void each(ContractDraft draft, Findings findings) {
        List<String> programs = draft.texts(PROGRAMS);
        for (int i = 0; i < programs.size(); i++) {
            known(draft, programs.get(i), "$." + PROGRAMS + "[" + i + "]", findings);
        }
    }

    private static void known(ContractDraft draft, String id, String place, Findings findings) {
        Optional<Set<String>> allowed = draft.registryData().programs(draft.text("id_form"));
        Optional<JsonNode> program = draft.registryData().row(PROGRAMS, id);
        if (draft.registryData().knows(PROGRAMS) && program.isEmpty()) {
            EhealthRule.PROGRAM_EXISTS.addAt(place, findings);
            return;
        }
        if (program.filter(row -> !row.path("is_active").asBoolean(true)).isPresent()) {
            EhealthRule.PROGRAM_ACTIVE.addAt(place, findings);
        }
        if (program.filter(row -> !row.path("type").asText("MEDICATION").equals("MEDICATION"))
                .isPresent()) {
            EhealthRule.PROGRAM_MEDICATION.addAt(place, findings);
        }
        if (allowed.isPresent() && !allowed.get().contains(id)) {
            EhealthRule.PROGRAM_ALLOWED.addAt(place, findings);
        }
    }

    private static void composition(ContractDraft draft, Findings findings) {
        if (!PAIRS.contains(draft.text("id_form"))
                || !draft.content().path(PROGRAMS).isArray()) {
            return;
        }
        Set<String> given = new HashSet<>(draft.texts(PROGRAMS));
        boolean complete = draft.registryData()
                .programs(draft.text("id_form"))
                .map(given::containsAll)
                .orElse(given.size() == 2);
        if (!complete) {
            EhealthRule.PROGRAM_COMPOSITION.addTo(findings);
        }
    }
}
