package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hospitalhub.rules.Field;

/**
 * Content of a contract request before its rules are checked.
 *
 * @param type kind of the contract
 * @param content what will be signed
 * @param entity the legal entity that asks
 * @param registryData what is known of the registry
 * @param today the day in UTC, as the service counts (eHealth contract §11.7)
 * @param maxDays longest period where the register does not say
 */
record ContractDraft(
        ContractType type,
        ObjectNode content,
        EhealthSettings.LegalEntity entity,
        RegistryData registryData,
        LocalDate today,
        int maxDays) {

    /** Returns a text, empty when it is absent or none. */
    String text(String field) {
        JsonNode node = content.path(field);
        return node.isTextual() ? node.textValue() : "";
    }

    /** Returns a date that exists, written YYYY-MM-DD. */
    Optional<LocalDate> date(String field) {
        return date(content.path(field));
    }

    static Optional<LocalDate> date(JsonNode node) {
        return new Field("", node.isTextual() ? node.textValue() : null).date();
    }

    /** Returns whether it changes a contract that exists. */
    boolean isAmendment() {
        return content.hasNonNull("contract_number");
    }

    /** Finds the contract that is changed, when contracts are known; of a chain under one number the living one. */
    Optional<JsonNode> amendedContract() {
        return registryData
                .rows("contracts", row -> row.path("contract_number").asText().equals(text("contract_number")))
                .stream()
                .min(Comparator.comparing(row -> row.path("status").asText().equals("TERMINATED")));
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        content.path(field).forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
