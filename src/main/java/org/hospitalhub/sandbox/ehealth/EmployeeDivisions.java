package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The doctors of a capitation request, who work where (eHealth contract §6.1 step 15); the description only forbids to change them. */
final class EmployeeDivisions {

    private final Registry registry;

    EmployeeDivisions(Registry registry) {
        this.registry = registry;
    }

    /** Returns what is broken: a pair that stands there twice, else everything about each entry. */
    List<Violation> check(ObjectNode content, String clientId) {
        JsonNode entries = content.path("contractor_employee_divisions");
        Set<String> pairs = new HashSet<>();
        for (JsonNode entry : entries) {
            if (!pairs.add(Json.text(entry, "employee_id") + " " + Json.text(entry, "division_id"))) {
                throw DescribedRule.EMPLOYEE_UNIQUE.broken();
            }
        }
        List<String> divisions = Json.texts(content.get("contractor_divisions"));
        List<Violation> broken = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Optional<DescribedRule> employee = employee(Json.text(entries.get(i), "employee_id"), clientId);
            if (employee.isPresent()) {
                broken.add(employee.get().at(i));
            }
            if (!divisions.contains(Json.text(entries.get(i), "division_id"))) {
                broken.add(DescribedRule.EMPLOYEE_DIVISION.at(i));
            }
        }
        return broken;
    }

    private Optional<DescribedRule> employee(String id, String clientId) {
        Optional<ObjectNode> found = registry.row("employees", id);
        if (found.isEmpty()) {
            return Optional.of(DescribedRule.EMPLOYEE_EXISTS);
        }
        boolean doctor = Json.text(found.get(), "employee_type").equals("DOCTOR")
                && Json.text(found.get(), "status").equals("APPROVED")
                && Json.flag(found.get(), "is_active", true);
        if (!doctor) {
            return Optional.of(DescribedRule.EMPLOYEE_DOCTOR);
        }
        return Json.text(found.get(), "legal_entity_id").equals(clientId)
                ? Optional.empty()
                : Optional.of(DescribedRule.EMPLOYEE_OWN);
    }
}
