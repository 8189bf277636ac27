package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Renders rows as the service shows them (eHealth contract §1.7, §4.2, §4.3): ids become objects, unknown values are null. */
final class ResponseViews {

    private static final List<String> NHS_FIELDS = List.of(
            "nhs_signer_base", "nhs_contract_price", "nhs_payment_method", "status", "status_reason", "issue_city");
    private static final List<String> END_FIELDS =
            List.of("contract_number", "contract_id", "parent_contract_id", "start_date", "end_date");
    private static final List<String> REQUEST_ONLY = List.of("printout_content", "previous_request_id", "assignee_id");
    private static final List<String> CONTRACT_ONLY = List.of("contract_request_id", "is_suspended", "reason");
    private static final List<String> LIST_FIELDS = List.of(
            "contractor_legal_entity_id",
            "contractor_owner_id",
            "contractor_base",
            "status",
            "status_reason",
            "nhs_signer_id",
            "nhs_legal_entity_id",
            "nhs_signer_base",
            "issue_city",
            "nhs_payment_method",
            "contract_number",
            "contract_id",
            "parent_contract_id",
            "start_date",
            "end_date",
            "id_form",
            "updated_at",
            "inserted_at");

    private final State state;

    ResponseViews(State state) {
        this.state = state;
    }

    /** Returns a contract request in full. */
    ObjectNode request(ObjectNode row) {
        return whole(row, REQUEST_ONLY);
    }

    /** Returns a contract in full. */
    ObjectNode contract(ObjectNode row) {
        return whole(row, CONTRACT_ONLY);
    }

    /** Returns the short form of lists. */
    ObjectNode item(ObjectNode row) {
        ObjectNode view = Json.object();
        view.set("id", row.get("id"));
        view.put(state.settings().typeField(), Json.text(row, "contract_type"));
        LIST_FIELDS.forEach(field -> copy(row, view, field));
        copy(row, view, capitation(row) ? "nhs_contract_price" : "medical_programs");
        return view;
    }

    private ObjectNode whole(ObjectNode row, List<String> more) {
        ObjectNode view = Json.object();
        view.set("id", row.get("id"));
        view.put(state.settings().typeField(), Json.text(row, "contract_type"));
        view.set("contractor_legal_entity", legalEntity(Json.text(row, "contractor_legal_entity_id")));
        view.set("contractor_owner", employee(Json.text(row, "contractor_owner_id")));
        copy(row, view, "contractor_base");
        copy(row, view, "contractor_payment_details");
        if (capitation(row)) {
            capitationFields(row, view);
        } else {
            copy(row, view, "medical_programs");
        }
        copy(row, view, "id_form");
        view.set("nhs_signer", employee(Json.text(row, "nhs_signer_id")));
        view.set("nhs_legal_entity", legalEntity(Json.text(row, "nhs_legal_entity_id")));
        NHS_FIELDS.forEach(field -> copy(row, view, field));
        END_FIELDS.forEach(field -> copy(row, view, field));
        more.forEach(field -> copy(row, view, field));
        copy(row, view, "updated_at");
        copy(row, view, "inserted_at");
        return view;
    }

    private void capitationFields(ObjectNode row, ObjectNode view) {
        copy(row, view, "contractor_rmsp_amount");
        ArrayNode divisions = view.putArray("contractor_divisions");
        Json.texts(row.get("contractor_divisions")).forEach(id -> divisions.add(division(id)));
        ArrayNode employees = view.putArray("contractor_employee_divisions");
        row.path("contractor_employee_divisions").forEach(each -> employees.add(employeeDivision(each)));
        copy(row, view, "external_contractor_flag");
        ArrayNode external = view.putArray("external_contractors");
        row.path("external_contractors").forEach(each -> external.add(externalContractor(each)));
    }

    private ObjectNode employeeDivision(JsonNode row) {
        ObjectNode view = row.deepCopy();
        view.remove("employee_id");
        view.set("employee", employee(Json.text(row, "employee_id")));
        return view;
    }

    private ObjectNode externalContractor(JsonNode row) {
        ObjectNode view = row.deepCopy();
        String id = Json.text(row, "legal_entity_id");
        view.remove("legal_entity_id");
        view.putObject("legal_entity")
                .put("id", id)
                .put("name", Json.text(find("legal_entities", id).orElse(null), "name"));
        view.path("divisions").forEach(division -> ((ObjectNode) division)
                .put(
                        "name",
                        Json.text(find("divisions", Json.text(division, "id")).orElse(null), "name")));
        return view;
    }

    private JsonNode legalEntity(String id) {
        return find("legal_entities", id)
                .<JsonNode>map(row -> shown(row, List.of("id", "name", "edrpou"), List.of("addresses")))
                .orElse(Json.missing());
    }

    private JsonNode employee(String id) {
        return find("employees", id)
                .<JsonNode>map(row -> {
                    ObjectNode view = Json.object().put("id", id);
                    ObjectNode party = view.putObject("party");
                    find("parties", Json.text(row, "party_id"))
                            .ifPresent(found -> List.of("first_name", "last_name", "second_name")
                                    .forEach(field -> copy(found, party, field)));
                    return view;
                })
                .orElse(Json.missing());
    }

    private ObjectNode division(String id) {
        return find("divisions", id)
                .map(row -> shown(row, List.of("id", "name"), List.of("addresses", "phones")))
                .orElseGet(() -> Json.object().put("id", id));
    }

    private static ObjectNode shown(ObjectNode row, List<String> fields, List<String> arrays) {
        ObjectNode view = Json.object();
        fields.forEach(field -> copy(row, view, field));
        arrays.forEach(field -> view.set(field, row.has(field) ? row.get(field) : Json.array()));
        return view;
    }

    /** Returns an employee as the employees' list shows it. */
    ObjectNode employeeRow(ObjectNode row) {
        ObjectNode view = row.deepCopy();
        find("parties", Json.text(row, "party_id")).ifPresent(party -> {
            ObjectNode shown = view.putObject("party");
            List.of("id", "first_name", "last_name", "second_name", "verification_status")
                    .forEach(field -> copy(party, shown, field));
        });
        find("legal_entities", Json.text(row, "legal_entity_id"))
                .ifPresent(
                        entity -> view.set("legal_entity", shown(entity, List.of("id", "name", "edrpou"), List.of())));
        return view;
    }

    /** Dictionaries with their values as code → description. */
    List<ObjectNode> dictionaries() {
        List<ObjectNode> views = new ArrayList<>();
        JsonNode all = state.registry().json().path("dictionaries");
        all.fieldNames().forEachRemaining(name -> {
            ObjectNode view = Json.object().put("name", name);
            ObjectNode values = view.putObject("values");
            state.registry()
                    .dictionary(name)
                    .forEach(code -> values.put(code, all.get(name).path(code).asText(code)));
            view.putArray("labels").add("SYSTEM");
            views.add(view.put("is_active", true));
        });
        return views;
    }

    private Optional<ObjectNode> find(String table, String id) {
        return state.registry().row(table, id);
    }

    private static boolean capitation(ObjectNode row) {
        return Json.text(row, "contract_type").equals(ContractType.CAPITATION.name());
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        to.set(field, from.has(field) ? from.get(field) : Json.missing());
    }
}
