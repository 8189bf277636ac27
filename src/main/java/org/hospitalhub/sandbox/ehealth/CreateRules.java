package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Rules 2 to 8, 10 to 12 of the eHealth description in the description's order; the first broken one ends the request. Rules 3.b, 4.a, 5.a, 7.a,
 * 8 and 9 are part of the content's schema, rule 13 is {@link ProgramRules}.
 */
final class CreateRules {

    private static final int PROLONGATION_MONTHS = 3;

    private final Registry registry;
    private final boolean keepExternalLegalEntity;
    private final LocalDate today;

    CreateRules(Registry registry, boolean keepExternalLegalEntity, LocalDate today) {
        this.registry = registry;
        this.keepExternalLegalEntity = keepExternalLegalEntity;
        this.today = today;
    }

    /**
     * Checks the content and completes it: dates from the contract, the flag, the external legal entities.
     *
     * @return the contract that the request changes, if it names one
     */
    Optional<ObjectNode> check(ContractType type, ObjectNode content, String clientId) {
        previousRequest(type, content, clientId);
        if (type == ContractType.CAPITATION) {
            divisions(content, clientId);
        }
        boolean changes = content.hasNonNull("contract_number");
        if (!changes) {
            startDate(content);
            endDate(type, content);
        }
        owner(content, clientId);
        Optional<ObjectNode> contract = changes ? Optional.of(contract(type, content, clientId)) : Optional.empty();
        if (!changes) {
            noActiveContract(type, content, clientId);
            refuse(new EmployeeDivisions(registry).check(content, clientId));
        }
        if (type == ContractType.CAPITATION) {
            externalContractors(content, clientId);
        } else {
            new ProgramRules(registry).check(content);
        }
        return contract;
    }

    private void previousRequest(ContractType type, ObjectNode content, String clientId) {
        if (!content.has("previous_request_id")) {
            return;
        }
        ObjectNode previous = registry.row(Registry.REQUESTS, Json.text(content, "previous_request_id"))
                .orElseThrow(DescribedRule.RULE_2_A::broken);
        if (Json.text(previous, "status").equals(ContractRequestStatus.SIGNED.name())) {
            throw DescribedRule.RULE_2_B.broken();
        }
        if (!Json.text(previous, "contractor_legal_entity_id").equals(clientId)) {
            throw DescribedRule.RULE_2_C.broken();
        }
        if (type == ContractType.REIMBURSEMENT
                && !Json.text(previous, "id_form").equals(Json.text(content, "id_form"))) {
            throw DescribedRule.RULE_2_D.broken();
        }
    }

    private void divisions(ObjectNode content, String clientId) {
        List<String> ids = Json.texts(content.get("contractor_divisions"));
        List<Violation> broken = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            boolean good = registry.row("divisions", ids.get(i))
                    .filter(row -> Json.text(row, "legal_entity_id").equals(clientId))
                    .filter(row ->
                            Json.text(row, "status").toUpperCase(Locale.ROOT).equals("ACTIVE"))
                    .isPresent();
            if (!good) {
                broken.add(DescribedRule.RULE_3_A_1.at(i));
            }
        }
        refuse(broken);
        if (Set.copyOf(ids).size() != ids.size()) {
            throw DescribedRule.RULE_3_A_2.broken();
        }
    }

    private void startDate(ObjectNode content) {
        LocalDate start = Dates.day(Json.text(content, "start_date")).orElseThrow(DescribedRule.RULE_4_EMPTY::broken);
        int ahead = start.getYear() - today.getYear();
        if (ahead != 0 && ahead != 1) {
            throw DescribedRule.RULE_4_B.broken();
        }
    }

    private void endDate(ContractType type, ObjectNode content) {
        LocalDate start = Dates.day(Json.text(content, "start_date")).orElseThrow();
        LocalDate end = Dates.day(Json.text(content, "end_date")).orElseThrow(DescribedRule.RULE_5_EMPTY::broken);
        if (end.isBefore(start)) {
            throw DescribedRule.RULE_5_C.broken();
        }
        long longest = registry.maxPeriodDays(type);
        if (ChronoUnit.DAYS.between(start, end) > longest) {
            throw DescribedRule.RULE_5_D.broken(longest);
        }
    }

    private void owner(ObjectNode content, String clientId) {
        if (!isOwner(registry, Json.text(content, "contractor_owner_id"), clientId)) {
            throw DescribedRule.RULE_6.broken();
        }
    }

    /** Rule 6: an approved, active OWNER or ADMIN of the legal entity. */
    static boolean isOwner(Registry registry, String employeeId, String clientId) {
        return registry.row("employees", employeeId)
                .filter(row -> Json.text(row, "legal_entity_id").equals(clientId))
                .filter(row -> Set.of("OWNER", "ADMIN").contains(Json.text(row, "employee_type")))
                .filter(row -> Json.text(row, "status").equals("APPROVED"))
                .filter(row -> Json.flag(row, "is_active", true))
                .isPresent();
    }

    private ObjectNode contract(ContractType type, ObjectNode content, String clientId) {
        ObjectNode contract =
                verifiedFirst(Json.text(content, "contract_number")).orElseThrow(DescribedRule.RULE_7_B::broken);
        if (Json.text(contract, "status").equals("TERMINATED")) {
            throw DescribedRule.RULE_7_C.broken();
        }
        if (content.has("start_date")) {
            throw DescribedRule.RULE_7_D.broken();
        }
        if (content.has("contractor_employee_divisions")) {
            throw DescribedRule.RULE_7_D_EMPLOYEES.broken();
        }
        if (!Json.text(contract, "contract_type").equals(type.name())) {
            throw DescribedRule.RULE_7_E.broken();
        }
        content.put("start_date", Json.text(contract, "start_date"));
        prolongation(content, contract);
        if (type == ContractType.REIMBURSEMENT) {
            if (!Json.text(contract, "id_form").equals(Json.text(content, "id_form"))) {
                throw DescribedRule.RULE_7_G_1.broken();
            }
            if (!content.has("medical_programs") && contract.has("medical_programs")) {
                content.set("medical_programs", contract.get("medical_programs").deepCopy());
            }
        }
        // The server looks at the owner last (eHealth contract §6.1 step 11), so that the description's own rules are
        // reported first.
        if (!Json.text(contract, "contractor_legal_entity_id").equals(clientId)) {
            throw DescribedRule.RULE_7_OWN.broken();
        }
        return contract;
    }

    /** Returns the contract with a number; of several in a chain, one that is not terminated. */
    private Optional<ObjectNode> verifiedFirst(String number) {
        return registry.rows(Registry.CONTRACTS)
                .filter(row -> Json.text(row, "contract_number").equals(number))
                .min((one, other) -> Boolean.compare(
                        Json.text(one, "status").equals("TERMINATED"),
                        Json.text(other, "status").equals("TERMINATED")));
    }

    private void prolongation(ObjectNode content, ObjectNode contract) {
        LocalDate contractEnd = Dates.day(Json.text(contract, "end_date")).orElse(LocalDate.MIN);
        if (!content.hasNonNull("end_date")) {
            content.put("end_date", Json.text(contract, "end_date"));
            return;
        }
        LocalDate end = Dates.day(Json.text(content, "end_date")).orElseThrow();
        LocalDate start = Dates.day(Json.text(contract, "start_date")).orElseThrow();
        int years = end.getYear() - start.getYear();
        if (years != 0 && years != 1) {
            throw DescribedRule.RULE_7_F_1.broken();
        }
        if (end.isBefore(today) || end.isAfter(contractEnd.plusMonths(PROLONGATION_MONTHS))) {
            throw DescribedRule.RULE_7_F_2.broken();
        }
    }

    private void noActiveContract(ContractType type, ObjectNode content, String clientId) {
        boolean active = registry.rows(Registry.CONTRACTS)
                .filter(row -> Json.text(row, "status").equals("VERIFIED"))
                .filter(row -> Json.text(row, "contractor_legal_entity_id").equals(clientId))
                .filter(row -> Json.text(row, "contract_type").equals(type.name()))
                .filter(row -> type == ContractType.CAPITATION
                        || Json.text(row, "id_form").equals(Json.text(content, "id_form")))
                .anyMatch(row -> overlap(row, content));
        if (active) {
            throw DescribedRule.RULE_10.broken();
        }
    }

    /** Two periods share a day; ISO dates compare as text. */
    static boolean overlap(JsonNode one, JsonNode other) {
        return Json.text(one, "start_date").compareTo(Json.text(other, "end_date")) <= 0
                && Json.text(other, "start_date").compareTo(Json.text(one, "end_date")) <= 0;
    }

    private void externalContractors(ObjectNode content, String clientId) {
        JsonNode contractors = content.path("external_contractors");
        Set<String> divisions = new HashSet<>(Json.texts(content.get("contractor_divisions")));
        List<Violation> broken = new ArrayList<>();
        for (int i = 0; i < contractors.size(); i++) {
            JsonNode contractor = contractors.get(i);
            for (int j = 0; j < contractor.path("divisions").size(); j++) {
                if (!divisions.contains(Json.text(contractor.path("divisions").get(j), "id"))) {
                    broken.add(DescribedRule.RULE_11_A.at(i, j));
                }
            }
            if (Json.text(contractor.path("contract"), "expires_at").compareTo(Json.text(content, "start_date")) <= 0) {
                broken.add(DescribedRule.RULE_11_B.at(i));
            }
            if (!keepExternalLegalEntity) {
                ((ObjectNode) contractor).put("legal_entity_id", clientId);
            } else if (!isOpen(Json.text(contractor, "legal_entity_id"))) {
                broken.add(DescribedRule.RULE_11_D.at(i));
            }
        }
        refuse(broken);
        if (content.path("external_contractor_flag").asBoolean(false) != content.has("external_contractors")) {
            throw DescribedRule.RULE_12.broken();
        }
        content.put("external_contractor_flag", content.has("external_contractors"));
    }

    private boolean isOpen(String legalEntityId) {
        return registry.row("legal_entities", legalEntityId)
                .filter(row -> Set.of("ACTIVE", "SUSPENDED").contains(Json.text(row, "status")))
                .isPresent();
    }

    private static void refuse(List<Violation> broken) {
        if (!broken.isEmpty()) {
            throw ServiceErrorException.invalid(broken);
        }
    }
}
