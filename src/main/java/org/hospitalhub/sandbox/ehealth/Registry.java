package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.hospitalhub.sandbox.BadControlException;

/**
 * All that the service knows, as the JSON of eHealth contract §12; requests, contracts and tokens that come into being are
 * rows of it too, so what GET returns can be posted back.
 */
final class Registry {

    static final String CONTRACTS = "contracts";
    static final String REQUESTS = "contract_requests";

    private static final List<String> TABLES = List.of(
            "brokers",
            "clients",
            "legal_entities",
            "parties",
            "users",
            "employees",
            "divisions",
            CONTRACTS,
            REQUESTS,
            "medical_programs",
            "tokens",
            "refresh_tokens",
            "codes");
    private static final List<String> OBJECTS = List.of("parameters", "programs_by_id_form", "dictionaries");

    /** The dictionaries that are used when the registry has none of this name (eHealth contract §9). */
    private static final Map<String, List<String>> DICTIONARIES = Map.of(
            "CONTRACT_TYPE", List.of("PMD_1"),
            "REIMBURSEMENT_CONTRACT_TYPE", List.of("GENERAL", "PMD_1", "INSULIN_1", "ND_1", "PSYCHIATRY"),
            "MEDICAL_SERVICE", List.of("PHC_SERVICES"),
            "CONTRACT_PAYMENT_METHOD", List.of("FORWARD", "BACKWARD"));

    private ObjectNode root = Json.object();

    /**
     * Takes this registry instead of the old one; keys that are not the registry's are left out, missing ones are empty.
     *
     * @throws BadControlException when a table is not an array of objects
     */
    void replace(JsonNode posted) {
        if (!posted.isObject()) {
            throw new BadControlException("the registry is a JSON object");
        }
        ObjectNode fresh = Json.object();
        for (String name : OBJECTS) {
            JsonNode value = posted.path(name);
            if (value.isObject()) {
                fresh.set(name, value.deepCopy());
            } else if (!value.isMissingNode() && !value.isNull()) {
                throw new BadControlException(name + " is an object");
            }
        }
        fresh.set("trust", Json.arrayOf(posted.path("trust")));
        for (String name : TABLES) {
            fresh.set(name, rowsOf(name, posted.path(name)));
        }
        root = fresh;
    }

    private static ArrayNode rowsOf(String name, JsonNode rows) {
        if (!rows.isArray() && !rows.isMissingNode() && !rows.isNull()) {
            throw new BadControlException(name + " is an array of objects");
        }
        ArrayNode copy = Json.array();
        for (JsonNode row : rows) {
            if (!row.isObject()) {
                throw new BadControlException(name + " is an array of objects");
            }
            copy.add(row.deepCopy());
        }
        return copy;
    }

    ObjectNode json() {
        return root;
    }

    Stream<ObjectNode> rows(String table) {
        List<JsonNode> copy = new ArrayList<>();
        root.path(table).forEach(copy::add);
        return copy.stream().filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    /** Returns the row whose field has this value; values are compared as text. */
    Optional<ObjectNode> row(String table, String field, String value) {
        return value.isEmpty()
                ? Optional.empty()
                : rows(table).filter(row -> Json.text(row, field).equals(value)).findFirst();
    }

    Optional<ObjectNode> row(String table, String id) {
        return row(table, "id", id);
    }

    void add(String table, ObjectNode row) {
        root.withArray(table).add(row);
    }

    void remove(String table, ObjectNode row) {
        ArrayNode rows = root.withArray(table);
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (rows.get(i).equals(row)) {
                rows.remove(i);
            }
        }
    }

    /** Returns the party of a user, if the user has one. */
    Optional<ObjectNode> partyOf(String userId) {
        return row("users", userId).flatMap(user -> row("parties", Json.text(user, "party_id")));
    }

    boolean switchedOn(String parameter) {
        return root.path("parameters").path(parameter).asBoolean(false);
    }

    long parameter(String name, long otherwise) {
        return root.path("parameters").path(name).asLong(otherwise);
    }

    /** Returns the longest period of a contract in days: capitation 366, reimbursement 1096 unless configured. */
    long maxPeriodDays(ContractType type) {
        return parameter(type.path() + "_contract_max_period_day", type == ContractType.CAPITATION ? 366 : 1096);
    }

    /**
     * Returns the codes of a dictionary. Reimbursement's id_form falls back to CONTRACT_TYPE, the name that the description uses
     * for both (rule 9); a dictionary that is not in the registry has the values of eHealth contract §9.
     */
    List<String> dictionary(String name) {
        JsonNode dictionaries = root.path("dictionaries");
        if (dictionaries.has(name)) {
            return codes(dictionaries.get(name));
        }
        if (name.equals("REIMBURSEMENT_CONTRACT_TYPE") && dictionaries.has("CONTRACT_TYPE")) {
            return codes(dictionaries.get("CONTRACT_TYPE"));
        }
        return DICTIONARIES.getOrDefault(name, List.of());
    }

    private static List<String> codes(JsonNode values) {
        List<String> codes = new ArrayList<>();
        if (values.isObject()) {
            values.fieldNames().forEachRemaining(codes::add);
        } else {
            values.forEach(value -> codes.add(value.isObject() ? Json.text(value, "code") : value.asText()));
        }
        return codes;
    }

    /** Returns the programs that a form allows; empty when the registry does not configure programs. */
    Optional<List<String>> programsOf(String idForm) {
        JsonNode forms = root.path("programs_by_id_form");
        return forms.isEmpty() ? Optional.empty() : Optional.of(Json.texts(forms.get(idForm)));
    }

    List<String> trust() {
        return StreamSupport.stream(root.path("trust").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
