package org.hospitalhub.ehealth;

import org.hospitalhub.rules.Findings;
import org.hospitalhub.rules.Wording;

/**
 * Every rule of the service for creating a contract request, once: where it is written, how the service says no, and whether
 * the hub can know it before sending. The texts stand in {@code messages/findings}; the English ones are the service's own.
 */
enum EhealthRule {
    TOKEN_VALID("auth 1", CheckableWhen.SERVICE, 401, "$"),
    SCOPE_GRANTED("auth 2", CheckableWhen.SERVICE, 401, "$"),
    PARTY_VERIFIED("auth 3", CheckableWhen.SERVICE, 403, "$"),
    CLIENT_NOT_BLOCKED("HTTP status codes", CheckableWhen.SERVICE, 403, "$"),
    CLIENT_ACTIVE("HTTP status codes", CheckableWhen.SERVICE, 403, "$"),
    TYPE_ALLOWED("rule 1.a", CheckableWhen.ALWAYS, 409, "$"),
    PREVIOUS_EXISTS("rule 2.a", CheckableWhen.REGISTRY, 422, "$.previous_request_id"),
    PREVIOUS_NOT_SIGNED("rule 2.b", CheckableWhen.REGISTRY, 422, "$.previous_request_id"),
    PREVIOUS_OWN("rule 2.c", CheckableWhen.REGISTRY, 422, "$.previous_request_id"),
    PREVIOUS_SAME_FORM("rule 2.d", CheckableWhen.REGISTRY, 422, "$.previous_request_id"),
    DIVISION_OWN_AND_ACTIVE("rule 3.a.i", CheckableWhen.REGISTRY, 422, "$.contractor_divisions[i]"),
    DIVISION_ONCE("rule 3.a.ii", CheckableWhen.ALWAYS, 422, "$.contractor_divisions"),
    DIVISIONS_NOT_ALLOWED("rule 3.b", CheckableWhen.ALWAYS, 422, "$.contractor_divisions"),
    START_FORMAT("rule 4.a", CheckableWhen.ALWAYS, 422, "$.start_date"),
    START_EXISTS("rule 4.a", CheckableWhen.ALWAYS, 422, "$.start_date"),
    START_GIVEN("rule 4; contract §6.1 step 13'", CheckableWhen.ALWAYS, 422, "$.start_date"),
    START_YEAR("rule 4.b", CheckableWhen.ALWAYS, 422, "$.start_date"),
    END_FORMAT("rule 5.a", CheckableWhen.ALWAYS, 422, "$.end_date"),
    END_EXISTS("rule 5.a", CheckableWhen.ALWAYS, 422, "$.end_date"),
    END_GIVEN("rule 5; contract §6.1 step 13'", CheckableWhen.ALWAYS, 422, "$.end_date"),
    END_AFTER_START("rule 5.c", CheckableWhen.ALWAYS, 422, "$.end_date"),
    PERIOD("rules 5.b, 5.d", CheckableWhen.ALWAYS, 422, "$.end_date"),
    OWNER("rule 6", CheckableWhen.REGISTRY, 422, "$.contractor_owner_id"),
    NUMBER_STRUCTURE("rule 7.a", CheckableWhen.ALWAYS, 422, "$.contract_number"),
    NUMBER_EXISTS("rule 7.b", CheckableWhen.REGISTRY, 422, "$.contract_number"),
    CONTRACT_OWN("contract §6.1 step 11", CheckableWhen.REGISTRY, 403, "$.contract_number"),
    CONTRACT_NOT_TERMINATED("rule 7.c", CheckableWhen.REGISTRY, 409, "$.contract_number"),
    START_NOT_UPDATED("rule 7.d; contract §6.1 step 13", CheckableWhen.ALWAYS, 422, "$.start_date"),
    SAME_CONTRACT_TYPE("rule 7.e", CheckableWhen.REGISTRY, 409, "$.contract_number"),
    PROLONGATION_YEAR("rule 7.f.i", CheckableWhen.REGISTRY, 422, "$.end_date"),
    PROLONGATION_END("rule 7.f.ii", CheckableWhen.REGISTRY, 422, "$.end_date"),
    END_TAKEN_OVER("rule 7.f.iii", CheckableWhen.SERVICE, 201, "$.end_date"),
    SAME_FORM("rule 7.g.i", CheckableWhen.REGISTRY, 409, "$.id_form"),
    PROGRAMS_OF_UPDATE("rule 7.g.ii", CheckableWhen.REGISTRY, 422, "$.medical_programs"),
    MFO("rule 8", CheckableWhen.ALWAYS, 422, "$.contractor_payment_details.MFO"),
    FORM_IN_DICTIONARY("rule 9", CheckableWhen.ALWAYS, 422, "$.id_form"),
    NO_OTHER_CONTRACT("rule 10", CheckableWhen.REGISTRY, 422, "$"),
    EXTERNAL_DIVISION("rules 11.a, 11.d", CheckableWhen.ALWAYS, 422, "$.external_contractors[i].divisions[j].id"),
    EXTERNAL_EXPIRY("rule 11.b", CheckableWhen.ALWAYS, 422, "$.external_contractors[i].contract.expires_at"),
    EXTERNAL_ENTITY_SET("rule 11.c", CheckableWhen.SERVICE, 201, "$.external_contractors[i].legal_entity_id"),
    EXTERNAL_FLAG("rule 12", CheckableWhen.ALWAYS, 422, "$.external_contractor_flag"),
    PROGRAMS_GIVEN("rule 13, note", CheckableWhen.ALWAYS, 422, "$.medical_programs"),
    PROGRAM_EXISTS("rule 13.a", CheckableWhen.REGISTRY, 422, "$.medical_programs[i]"),
    PROGRAM_ACTIVE("rule 13.b", CheckableWhen.REGISTRY, 422, "$.medical_programs[i]"),
    PROGRAM_MEDICATION("rule 13.c", CheckableWhen.REGISTRY, 422, "$.medical_programs[i]"),
    PROGRAM_ALLOWED("rule 13.d", CheckableWhen.REGISTRY, 422, "$.medical_programs[i]"),
    PROGRAM_COMPOSITION("rule 13.d.i", CheckableWhen.ALWAYS, 409, "$.medical_programs"),
    PROGRAM_ONCE("rule 13.e", CheckableWhen.ALWAYS, 409, "$.medical_programs"),
    SCHEMA("input parameters; contract §3", CheckableWhen.ALWAYS, 422, "$…"),
    CONSENT("request structure; contract §3.5", CheckableWhen.ALWAYS, 422, "$.consent_text"),
    SIGNER_EDRPOU("contract §5.2", CheckableWhen.ALWAYS, 422, "$.edrpou"),
    SIGNER_DRFO("contract §5.2", CheckableWhen.ALWAYS, 422, "$.drfo"),
    SIGNER_NUMBERS("contract §5.2", CheckableWhen.ALWAYS, 422, "$.data.signatures"),
    SIGNER_IS_USER("contract §5.2", CheckableWhen.ALWAYS, 422, "$"),
    SIGNER_HAS_DRFO("contract §5.2", CheckableWhen.ALWAYS, 422, "$"),
    SIGNER_HAS_SURNAME("contract §5.2", CheckableWhen.ALWAYS, 422, "$.surname"),
    SIGNER_SURNAME("contract §5.2", CheckableWhen.ALWAYS, 422, "$.last_name"),
    DOCUMENT_ARRIVED("contract §1.5", CheckableWhen.SERVICE, 422, "$"),
    ID_UNUSED("contract §6.1 step 2", CheckableWhen.SERVICE, 409, "$");

    /** When the hub can find out that a rule is broken. */
    enum CheckableWhen {
        /** Before sending. */
        ALWAYS,
        /** Before sending, when the registry's tables are at hand. */
        REGISTRY,
        /** Only by the service's answer. */
        SERVICE
    }

    private final String source;
    private final CheckableWhen checkableWhen;
    private final int status;
    private final String path;

    EhealthRule(String source, CheckableWhen known, int status, String path) {
        this.source = source;
        this.checkableWhen = known;
        this.status = status;
        this.path = path;
    }

    /** Returns where the rule is written. */
    String source() {
        return source.startsWith("contract")
                ? source.replace("contract", "eHealth contract")
                : "eHealth description, " + source;
    }

    CheckableWhen checkableWhen() {
        return checkableWhen;
    }

    int status() {
        return status;
    }

    String path() {
        return path;
    }

    /** Returns what the service says, with what is filled in. */
    Wording wording(Object... filling) {
        return Wording.of(code(), filling);
    }

    /** Returns the code of its finding. */
    String code() {
        return "EHEALTH_" + name();
    }

    /** Adds the finding of this rule at its own path. */
    void addTo(Findings findings, Object... filling) {
        addAt(path, findings, filling);
    }

    /** Adds the finding of this rule at a path of the signed content, which becomes one of the order's payload. */
    void addAt(String place, Findings findings, Object... filling) {
        findings.error(code(), payloadPath(place), wording(filling));
    }

    /** Returns the path in the order's payload of a path in the signed content. */
    static String payloadPath(String place) {
        return "$.contract" + place.substring(1);
    }
}
