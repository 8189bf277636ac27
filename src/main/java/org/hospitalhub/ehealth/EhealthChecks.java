package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import org.hospitalhub.ledger.Operation;

/** The checks of payloads that {@code services/ehealth/service.yaml} names, by the name of their bean. */
final class EhealthChecks {

    private EhealthChecks() {}

    static Map<String, Operation.Check> all(EhealthSettings settings, ContractCheck contract, SignerCheck signers) {
        return Map.of(
                "ehealthCapitationCheck", new RequestCheck(ContractType.CAPITATION, contract),
                "ehealthReimbursementCheck", new RequestCheck(ContractType.REIMBURSEMENT, contract),
                "ehealthApproveCheck", new FollowUpActionCheck(EhealthOperation.APPROVE, settings, signers),
                "ehealthTerminateCheck", new FollowUpActionCheck(EhealthOperation.TERMINATE, settings, signers),
                "ehealthSignCheck", new FollowUpActionCheck(EhealthOperation.SIGN, settings, signers));
    }

    /** The check of a contract request; its consent must match word by word, its documents are base64 or names of files. */
    private record RequestCheck(ContractType type, ContractCheck check) implements Operation.Check {
        @Override
        public Operation.Checked check(JsonNode payload, Operation.Attachments attachments) {
            return check.check(type, payload, attachments);
        }

        @Override
        public Set<String> verbatim() {
            return Set.of("documents", "consent_text");
        }
    }
}
