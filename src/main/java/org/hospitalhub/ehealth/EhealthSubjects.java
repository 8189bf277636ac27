package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.ledger.Subject;

/**
 * The subject of an order for eHealth: not a patient but a legal entity, by its EDRPOU (or DRFO) from the settings, and the
 * contract or contract request by its number.
 */
final class EhealthSubjects implements Operation.Subjects {

    private final EhealthSettings settings;

    EhealthSubjects(EhealthSettings settings) {
        this.settings = settings;
    }

    @Override
    public Set<Subject> of(JsonNode payload) {
        JsonNode contract = payload.path("contract");
        return Stream.of(
                        Subject.number(edrpou(payload.path("legal_entity").asText())),
                        Subject.number(contract.path("contract_number").asText()),
                        Subject.number(payload.path("id").asText()))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private String edrpou(String legalEntity) {
        EhealthSettings.LegalEntity entity = settings.legalEntities().get(legalEntity);
        return entity == null ? "" : entity.edrpou();
    }
}
