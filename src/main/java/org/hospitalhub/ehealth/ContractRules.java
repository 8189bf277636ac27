package org.hospitalhub.ehealth;

import static org.hospitalhub.ehealth.EhealthRules.rule;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Rule;

/** Contracts and requests that exist already (eHealth description, rules 2, 7 and 10). */
final class ContractRules {

    private static final String THREE_GROUPS = "^\\d{4}-[\\dAEHKMPTX]{4}-[\\dAEHKMPTX]{4}$";
    private static final String FOUR_GROUPS = "^[\\dAEHKMPTX]{4}(-[\\dAEHKMPTX]{4}){2}(-[\\dAEHKMPTX]{1,4})?$";

    private ContractRules() {}

    static List<Rule<ContractDraft>> all(boolean fourGroups) {
        String pattern = fourGroups ? FOUR_GROUPS : THREE_GROUPS;
        Pattern number = Pattern.compile(pattern);
        return List.of(
                rule(EhealthRule.PREVIOUS_EXISTS, ContractRules::previous),
                rule(EhealthRule.NUMBER_STRUCTURE, (draft, findings) -> {
                    if (draft.content().path("contract_number").isTextual()
                            && !number.matcher(draft.content()
                                            .path("contract_number")
                                            .textValue())
                                    .matches()) {
                        EhealthRule.NUMBER_STRUCTURE.addTo(findings, pattern);
                    }
                }),
                rule(EhealthRule.NUMBER_EXISTS, ContractRules::contract),
                rule(EhealthRule.NO_OTHER_CONTRACT, ContractRules::other));
    }

    private static void previous(ContractDraft draft, Findings findings) {
        String id = draft.text("previous_request_id");
        if (id.isEmpty() || !draft.registryData().knows("contract_requests")) {
            return;
        }
        Optional<JsonNode> found = draft.registryData().row("contract_requests", id);
        if (found.isEmpty()) {
            if (draft.registryData().isComplete("contract_requests")) {
                EhealthRule.PREVIOUS_EXISTS.addTo(findings);
            }
            return;
        }
        JsonNode previous = found.get();
        if (previous.path("status").asText().equals("SIGNED")) {
            EhealthRule.PREVIOUS_NOT_SIGNED.addTo(findings);
        }
        if (!draft.registryData().isOwn(previous, "contractor_legal_entity_id")) {
            EhealthRule.PREVIOUS_OWN.addTo(findings);
        }
        boolean sameForm =
                previous.path("id_form").asText(draft.text("id_form")).equals(draft.text("id_form"));
        if (draft.type() == ContractType.REIMBURSEMENT && !sameForm) {
            EhealthRule.PREVIOUS_SAME_FORM.addTo(findings);
        }
    }

    private static void contract(ContractDraft draft, Findings findings) {
        if (!draft.isAmendment() || !draft.registryData().knows("contracts")) {
            return;
        }
        Optional<JsonNode> found = draft.amendedContract();
        if (found.isEmpty()) {
            if (draft.registryData().isComplete("contracts")) {
                EhealthRule.NUMBER_EXISTS.addTo(findings);
            }
            return;
        }
        JsonNode contract = found.get();
        if (!draft.registryData().isOwn(contract, "contractor_legal_entity_id")) {
            EhealthRule.CONTRACT_OWN.addTo(findings);
        }
        if (contract.path("status").asText().equals("TERMINATED")) {
            EhealthRule.CONTRACT_NOT_TERMINATED.addTo(findings);
        }
        if (!type(contract).equals(draft.type().name())) {
            EhealthRule.SAME_CONTRACT_TYPE.addTo(findings);
        }
        boolean sameForm =
                contract.path("id_form").asText(draft.text("id_form")).equals(draft.text("id_form"));
        if (draft.type() == ContractType.REIMBURSEMENT && !sameForm) {
            EhealthRule.SAME_FORM.addTo(findings);
        }
    }

    private static void other(ContractDraft draft, Findings findings) {
        Optional<LocalDate> start = draft.date("start_date");
        Optional<LocalDate> end = draft.date("end_date");
        if (draft.isAmendment() || start.isEmpty() || end.isEmpty()) {
            return;
        }
        boolean overlap = draft
                .registryData()
                .rows("contracts", row -> own(draft, row) && overlaps(row, start.get(), end.get()))
                .stream()
                .findAny()
                .isPresent();
        if (overlap) {
            EhealthRule.NO_OTHER_CONTRACT.addTo(findings);
        }
    }

    private static boolean own(ContractDraft draft, JsonNode row) {
        boolean sameForm = draft.type() == ContractType.CAPITATION
                || row.path("id_form").asText().equals(draft.text("id_form"));
        return draft.registryData().isOwn(row, "contractor_legal_entity_id")
                && row.path("status").asText().equals("VERIFIED")
                && type(row).equals(draft.type().name())
                && sameForm;
    }

    private static boolean overlaps(JsonNode row, LocalDate start, LocalDate end) {
        Optional<LocalDate> from = ContractDraft.date(row.path("start_date"));
        Optional<LocalDate> until = ContractDraft.date(row.path("end_date"));
        return from.isPresent() && until.isPresent() && !start.isAfter(until.get()) && !end.isBefore(from.get());
    }

    /** Reads the kind of contract, whose field has two names (eHealth contract §1.3). */
    private static String type(JsonNode contract) {
        return contract.path("contract_type").asText(contract.path("type").asText());
    }
}
