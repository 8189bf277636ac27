package org.hospitalhub.sandbox.ehealth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The authenticated caller.
 *
 * @param clientId the legal entity's id, which is the OAuth client id too
 * @param legalEntity its row
 * @param party the person behind the token
 */
record Session(String clientId, Optional<ObjectNode> legalEntity, Optional<ObjectNode> party) {

    ObjectNode requireLegalEntity() {
        return legalEntity.orElseThrow(() -> ServiceErrorException.notFound("LegalEntity not found"));
    }

    ObjectNode requireParty() {
        return party.orElseThrow(
                () -> ServiceErrorException.forbidden("User is not allowed to this action by client_id"));
    }

    String legalEntityType() {
        return Json.text(legalEntity.orElse(null), "type");
    }

    boolean nhs() {
        return legalEntityType().equals("NHS");
    }
}
