package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Field;
import org.hospitalhub.rules.FieldRules;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.PayloadView;
import org.hospitalhub.rules.Wording;

/** Checks the payload of a follow-up action on a contract request: its id, legal entity and signer. */
final class FollowUpActionCheck implements Operation.Check {

    private static final String UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    private static final int LONGEST_REASON = 3000;

    private final EhealthOperation operation;
    private final EhealthSettings settings;
    private final SignerCheck signerCheck;

    FollowUpActionCheck(EhealthOperation operation, EhealthSettings settings, SignerCheck signerCheck) {
        this.operation = operation;
        this.settings = settings;
        this.signerCheck = signerCheck;
    }

    @Override
    public Set<String> texts() {
        return fields();
    }

    @Override
    public Operation.Columns columns() {
        return new Operation.Columns(List.copyOf(fields()), List.of("id", "contract_type", "legal_entity"));
    }

    @Override
    public Operation.Checked check(JsonNode payload, Operation.Attachments beside) {
        Findings findings = new Findings();
        PayloadView view = PayloadView.of(payload, findings);
        view.allowOnly(fields());
        Field id = view.text("id");
        Field type = view.text("contract_type").cleaned(text -> text.toUpperCase(Locale.ROOT));
        Field entity = view.text("legal_entity");
        for (Field field : List.of(id, type, entity)) {
            FieldRules.required().check().check(field, findings);
        }
        if (id.present() && !id.orEmpty().matches(UUID)) {
            findings.error("ID_FORMAT", id.path(), Wording.of("ID_FORMAT"));
        }
        FieldRules.oneOf(List.of("CAPITATION", "REIMBURSEMENT"), "CONTRACT_TYPE", Wording.of("CONTRACT_TYPE"))
                .check()
                .check(type, findings);
        if (entity.present() && !settings.legalEntities().containsKey(entity.orEmpty())) {
            findings.error("LEGAL_ENTITY_UNKNOWN", entity.path(), Wording.of("LEGAL_ENTITY_UNKNOWN"));
        }
        ObjectNode normal = JsonNodeFactory.instance
                .objectNode()
                .put("id", id.orEmpty())
                .put("contract_type", type.orEmpty())
                .put("legal_entity", entity.orEmpty());
        own(view, entity, normal, findings);
        return new Operation.Checked(findings.refuses() ? payload : normal, findings.all(), null);
    }

    private Set<String> fields() {
        Set<String> fields = new TreeSet<>(Set.of("id", "contract_type", "legal_entity"));
        if (operation == EhealthOperation.TERMINATE) {
            fields.add("status_reason");
        } else if (operation == EhealthOperation.SIGN) {
            fields.add("signer");
        }
        return fields;
    }

    private void own(PayloadView view, Field entity, ObjectNode normal, Findings findings) {
        if (operation == EhealthOperation.TERMINATE) {
            Field reason = view.text("status_reason");
            FieldRules.atMost(LONGEST_REASON).check().check(reason, findings);
            if (reason.present()) {
                normal.put("status_reason", reason.orEmpty());
            }
        } else if (operation == EhealthOperation.SIGN) {
            Field signer = view.text("signer");
            FieldRules.required().check().check(signer, findings);
            EhealthSettings.LegalEntity known = settings.legalEntities().get(entity.orEmpty());
            if (signer.present() && known != null) {
                signerCheck.check(signer.orEmpty(), known, findings);
            }
            normal.put("signer", signer.orEmpty());
        }
    }
}
