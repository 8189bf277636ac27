package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Data of the national registry for one legal entity; a table that was not fetched is unknown, not empty.
 *
 * @param clientId id of the legal entity
 * @param tables rows by table: divisions, employees, parties, contracts, contract_requests, medical_programs
 * @param dictionaries values by dictionary
 * @param programsByForm allowed programs by id_form
 * @param parameters global parameters
 * @param ownOnly tables that hold this legal entity's rows alone, so that a missing row may belong to another legal entity or not exist
 */
record RegistryData(
        String clientId,
        Map<String, List<JsonNode>> tables,
        Map<String, Set<String>> dictionaries,
        Map<String, Set<String>> programsByForm,
        Map<String, Integer> parameters,
        Set<String> ownOnly) {

    /** Nothing is known. */
    static RegistryData empty(String clientId) {
        return new RegistryData(clientId, Map.of(), Map.of(), Map.of(), Map.of(), Set.of());
    }

    /** Reads a snapshot in the sandbox registry's format (eHealth contract §12). */
    static RegistryData of(String clientId, JsonNode snapshot) {
        Map<String, List<JsonNode>> tables = new HashMap<>();
        for (String table :
                List.of("divisions", "employees", "parties", "contracts", "contract_requests", "medical_programs")) {
            if (snapshot.path(table).isArray()) {
                List<JsonNode> rows = new ArrayList<>();
                snapshot.path(table).forEach(rows::add);
                tables.put(table, rows);
            }
        }
        Map<String, Set<String>> dictionaries = new HashMap<>();
        snapshot.path("dictionaries")
                .properties()
                .forEach(entry -> dictionaries.put(entry.getKey(), names(entry.getValue())));
        Map<String, Set<String>> programs = new HashMap<>();
        snapshot.path("programs_by_id_form")
                .properties()
                .forEach(entry -> programs.put(entry.getKey(), names(entry.getValue())));
        Map<String, Integer> parameters = new HashMap<>();
        snapshot.path("parameters").properties().forEach(entry -> {
            if (entry.getValue().isInt()) {
                parameters.put(entry.getKey(), entry.getValue().asInt());
            }
        });
        return new RegistryData(clientId, tables, dictionaries, programs, parameters, Set.of());
    }

    /** Returns this data with the tables and dictionaries of a newer one in the place of its own. */
    RegistryData with(RegistryData newer) {
        Map<String, List<JsonNode>> allTables = new HashMap<>(tables);
        allTables.putAll(newer.tables);
        return new RegistryData(clientId, allTables, dictionaries, programsByForm, parameters, newer.ownOnly)
                .withDictionaries(newer);
    }

    /** Returns this data with the dictionaries of a newer one in the place of its own. */
    RegistryData withDictionaries(RegistryData newer) {
        Map<String, Set<String>> all = new HashMap<>(dictionaries);
        all.putAll(newer.dictionaries);
        return new RegistryData(clientId, tables, all, programsByForm, parameters, ownOnly);
    }

    /** Returns this data as one whose tables hold rows of its legal entity alone. */
    RegistryData ownOnly(Set<String> names) {
        return new RegistryData(clientId, tables, dictionaries, programsByForm, parameters, names);
    }

    /** Returns whether a row that is not in the table is nowhere. */
    boolean isComplete(String table) {
        return !ownOnly.contains(table);
    }

    boolean knows(String table) {
        return tables.containsKey(table);
    }

    /** Finds a row by id; empty also when the table is unknown. */
    Optional<JsonNode> row(String table, String id) {
        return rows(table, row -> row.path("id").asText().equals(id)).stream().findFirst();
    }

    List<JsonNode> rows(String table, Predicate<JsonNode> which) {
        return tables.getOrDefault(table, List.of()).stream().filter(which).toList();
    }

    /** Returns whether a row belongs to this legal entity; rows that were asked for as its own do not say so. */
    boolean isOwn(JsonNode row, String field) {
        JsonNode owner = row.path(field);
        return owner.isMissingNode() || owner.asText().equals(clientId);
    }

    Set<String> dictionary(ContractType type) {
        return dictionaries.getOrDefault(type.dictionary(), type.idForms());
    }

    Optional<Set<String>> programs(String idForm) {
        return Optional.ofNullable(programsByForm.get(idForm));
    }

    OptionalInt parameter(String name) {
        Integer value = parameters.get(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static Set<String> names(JsonNode values) {
        Set<String> names = new LinkedHashSet<>();
        if (values.isObject()) {
            values.fieldNames().forEachRemaining(names::add);
        } else {
            values.forEach(
                    value -> names.add(value.isObject() ? value.path("code").asText() : value.asText()));
        }
        return names;
    }

    /** Returns only the names of what is known. */
    @Override
    public String toString() {
        return "Register[" + tables.keySet() + "]";
    }
}
