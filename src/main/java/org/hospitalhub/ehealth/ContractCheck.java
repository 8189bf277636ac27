package org.hospitalhub.ehealth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hospitalhub.ledger.Operation;
import org.hospitalhub.rules.Field;
import org.hospitalhub.rules.FieldRules;
import org.hospitalhub.rules.Finding;
import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.PayloadView;
import org.hospitalhub.rules.Wording;
import org.jspecify.annotations.Nullable;

/** Checks a contract request as far as possible before sending, and completes the content to sign. */
final class ContractCheck {

    private final EhealthSettings settings;
    private final EhealthRules rules;
    private final ConsentText consent;
    private final RegistryCache registryCache;
    private final SignerCheck signerCheck;
    private final InstantSource clock;

    ContractCheck(
            EhealthSettings settings,
            ConsentText consent,
            RegistryCache registryCache,
            SignerCheck signerCheck,
            InstantSource clock) {
        this.settings = settings;
        this.rules = new EhealthRules(settings.fourGroupNumbers());
        this.consent = consent;
        this.registryCache = registryCache;
        this.signerCheck = signerCheck;
        this.clock = clock;
    }

    /** Checks a payload that is given and makes it self-contained: documents as base64, MD5s and consent filled in. */
    Operation.Checked check(ContractType type, JsonNode payload, Operation.Attachments beside) {
        Findings findings = new Findings();
        PayloadView view = PayloadView.of(payload, findings);
        view.allowOnly(Set.of("contract", "documents", "signer", "legal_entity"));
        Field signer = required(view.text("signer"), findings);
        Field legalEntity = required(view.text("legal_entity"), findings);
        ObjectNode content = content(payload, findings);
        view.object("documents").allowOnly(Set.of("statute", "additional_document"));
        ObjectNode documents = documents(type, payload.path("documents"), content, beside, findings);
        consent(type, content, findings);
        // Tables that were fetched for another order may be old: they are used in the step that can fetch them again.
        rules(type, content, legalEntity, registryCache.snapshot(legalEntity.orEmpty()), findings);
        signer(signer, legalEntity, findings);
        ObjectNode normal = JsonNodeFactory.instance.objectNode();
        normal.set("contract", content);
        normal.set("documents", documents);
        normal.put("signer", signer.orEmpty()).put("legal_entity", legalEntity.orEmpty());
        // A refused order keeps what was given, so that a person can correct it.
        return new Operation.Checked(findings.refuses() ? payload : normal, findings.all(), null);
    }

    /** Checks a stored order again, with the registry data of now. */
    List<Finding> recheck(EhealthOrder order) {
        Findings findings = new Findings();
        Field legalEntity = new Field("$.legal_entity", order.legalEntity());
        if (order.payload().path("contract") instanceof ObjectNode content) {
            rules(order.type(), content, legalEntity, registryCache.current(order.legalEntity()), findings);
        }
        signer(new Field("$.signer", order.signer()), legalEntity, findings);
        return findings.all();
    }

    private static Field required(Field field, Findings findings) {
        FieldRules.required().check().check(field, findings);
        return field;
    }

    private static ObjectNode content(JsonNode payload, Findings findings) {
        if (payload.path("contract") instanceof ObjectNode given) {
            return given.deepCopy();
        }
        findings.error("REQUIRED", "$.contract", Wording.of("REQUIRED.contract"));
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode documents(
            ContractType type, JsonNode given, ObjectNode content, Operation.Attachments beside, Findings findings) {
        ObjectNode documents = JsonNodeFactory.instance.objectNode();
        for (ContractDocument document : ContractDocument.values()) {
            // Only capitation demands both (eHealth contract §1.5).
            if (type == ContractType.CAPITATION || given.hasNonNull(document.field())) {
                Optional<byte[]> bytes = document.read(given, beside, settings.documentMaxBytes(), findings);
                bytes.ifPresent(read -> {
                    documents
                            .putObject(document.field())
                            .put("base64", Base64.getEncoder().encodeToString(read));
                    fillMd5(document, ContractDocument.md5(read), content, findings);
                });
            }
        }
        return documents;
    }

    private static void fillMd5(ContractDocument document, String md5, ObjectNode content, Findings findings) {
        String field = document.md5Field();
        if (content.hasNonNull(field) && !content.path(field).asText().equals(md5)) {
            findings.error("DOCUMENT_MD5", "$.contract." + field, Wording.of("DOCUMENT_MD5", document.field()));
        }
        content.put(field, md5);
    }

    private void consent(ContractType type, ObjectNode content, Findings findings) {
        if (!content.hasNonNull("consent_text")) {
            content.put("consent_text", consent.text(type));
        } else if (content.path("consent_text").isTextual()
                && !consent.matches(type, content.path("consent_text").textValue())) {
            EhealthRule.CONSENT.addTo(findings);
        }
    }

    private void rules(
            ContractType type, ObjectNode content, Field legalEntity, RegistryData registryData, Findings findings) {
        EhealthSettings.@Nullable LegalEntity entity = entity(legalEntity);
        if (entity == null) {
            if (legalEntity.present()) {
                findings.error("LEGAL_ENTITY_UNKNOWN", legalEntity.path(), Wording.of("LEGAL_ENTITY_UNKNOWN"));
            }
            // Its own rules cannot be known; the others can. An allowed type keeps them apart.
            String anyType = type.entityTypes().iterator().next();
            entity = new EhealthSettings.LegalEntity("", "", "", "", anyType, "", "");
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        int most = type == ContractType.CAPITATION ? settings.capitationMaxDays() : settings.reimbursementMaxDays();
        rules.of(type).check(new ContractDraft(type, content, entity, registryData, today, most), findings);
    }

    private void signer(Field signer, Field legalEntity, Findings findings) {
        EhealthSettings.@Nullable LegalEntity entity = entity(legalEntity);
        if (signer.present() && entity != null) {
            signerCheck.check(signer.orEmpty(), entity, findings);
        }
    }

    private EhealthSettings.@Nullable LegalEntity entity(Field name) {
        return settings.legalEntities().get(name.orEmpty());
    }
}
