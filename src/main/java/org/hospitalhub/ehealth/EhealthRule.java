package org.hospitalhub.ehealth;

import org.hospitalhub.rules.Findings;

/**
 * Every rule of the service for creating a contract request, once: where it is written, how the service says no, and whether
 * the hub can know it before sending. The texts are the service's own; {@code %s} stands for what is filled in.
 */
enum EhealthRule {
    TOKEN_VALID("auth 1", CheckableWhen.SERVICE, 401, "$", "Invalid access token"),
    SCOPE_GRANTED("auth 2", CheckableWhen.SERVICE, 401, "$", "Invalid access token"),
    PARTY_VERIFIED("auth 3", CheckableWhen.SERVICE, 403, "$", "Access denied. Party is not verified"),
    CLIENT_NOT_BLOCKED("HTTP status codes", CheckableWhen.SERVICE, 403, "$", "Client is blocked"),
    CLIENT_ACTIVE("HTTP status codes", CheckableWhen.SERVICE, 403, "$", "Client is not active"),
    TYPE_ALLOWED(
            "rule 1.a",
            CheckableWhen.ALWAYS,
            409,
            "$",
            "Contract type \"%s\" is not allowed for legal_entity with type \"%s\""),
    PREVIOUS_EXISTS(
            "rule 2.a", CheckableWhen.REGISTRY, 422, "$.previous_request_id", "previous_request does not exist"),
    PREVIOUS_NOT_SIGNED(
            "rule 2.b",
            CheckableWhen.REGISTRY,
            422,
            "$.previous_request_id",
            "In case contract exists new contract request should be created"),
    PREVIOUS_OWN(
            "rule 2.c",
            CheckableWhen.REGISTRY,
            422,
            "$.previous_request_id",
            "Previous request doesn't belong to legal entity"),
    PREVIOUS_SAME_FORM(
            "rule 2.d",
            CheckableWhen.REGISTRY,
            422,
            "$.previous_request_id",
            "Id_form from previous request is not equal to id_form from request"),
    DIVISION_OWN_AND_ACTIVE(
            "rule 3.a.i",
            CheckableWhen.REGISTRY,
            422,
            "$.contractor_divisions[i]",
            "Division must be active and within current legal_entity"),
    DIVISION_ONCE("rule 3.a.ii", CheckableWhen.ALWAYS, 422, "$.contractor_divisions", "Division duplicates"),
    DIVISIONS_NOT_ALLOWED(
            "rule 3.b",
            CheckableWhen.ALWAYS,
            422,
            "$.contractor_divisions",
            "schema does not allow additional properties"),
    START_FORMAT("rule 4.a", CheckableWhen.ALWAYS, 422, "$.start_date", "expected \"%s\" to be a valid ISO 8601 date"),
    START_EXISTS("rule 4.a", CheckableWhen.ALWAYS, 422, "$.start_date", "expected \"%s\" to be an existing date"),
    START_GIVEN(
            "rule 4; contract §6.1 step 13'", CheckableWhen.ALWAYS, 422, "$.start_date", "Start date can't be empty"),
    START_YEAR("rule 4.b", CheckableWhen.ALWAYS, 422, "$.start_date", "Start date must be within this or next year"),
    END_FORMAT("rule 5.a", CheckableWhen.ALWAYS, 422, "$.end_date", "expected \"%s\" to be a valid ISO 8601 date"),
    END_EXISTS("rule 5.a", CheckableWhen.ALWAYS, 422, "$.end_date", "expected \"%s\" to be an existing date"),
    END_GIVEN("rule 5; contract §6.1 step 13'", CheckableWhen.ALWAYS, 422, "$.end_date", "End date can't be empty"),
    END_AFTER_START(
            "rule 5.c",
            CheckableWhen.ALWAYS,
            422,
            "$.end_date",
            "The end_date should be greater or equal than the start_date"),
    PERIOD(
            "rules 5.b, 5.d",
            CheckableWhen.ALWAYS,
            422,
            "$.end_date",
            "The difference between end_date and start_date is more than %s days"),
    OWNER(
            "rule 6",
            CheckableWhen.REGISTRY,
            422,
            "$.contractor_owner_id",
            "Contractor owner must be an active OWNER or ADMIN and within current legal entity in contract request"),
    NUMBER_STRUCTURE(
            "rule 7.a", CheckableWhen.ALWAYS, 422, "$.contract_number", "string does not match pattern \"%s\""),
    NUMBER_EXISTS(
            "rule 7.b",
            CheckableWhen.REGISTRY,
            422,
            "$.contract_number",
            "Contract with such contract number does not exist"),
    CONTRACT_OWN(
            "contract §6.1 step 11",
            CheckableWhen.REGISTRY,
            403,
            "$.contract_number",
            "You are not allowed to change this contract"),
    CONTRACT_NOT_TERMINATED(
            "rule 7.c", CheckableWhen.REGISTRY, 409, "$.contract_number", "Can not update terminated contract"),
    START_NOT_UPDATED(
            "rule 7.d; contract §6.1 step 13",
            CheckableWhen.ALWAYS,
            422,
            "$.start_date",
            "Start date can't be updated via Contract Request"),
    SAME_CONTRACT_TYPE(
            "rule 7.e",
            CheckableWhen.REGISTRY,
            409,
            "$.contract_number",
            "Submitted contract_type does not correspond to previously created content"),
    PROLONGATION_YEAR(
            "rule 7.f.i",
            CheckableWhen.REGISTRY,
            422,
            "$.end_date",
            "The year of end_date should be one year greater or equal to start_date"),
    PROLONGATION_END(
            "rule 7.f.ii",
            CheckableWhen.REGISTRY,
            422,
            "$.end_date",
            "The end_date may be equal or greater than today and less than or equal to three month from end_date the"
                    + " previous contract"),
    END_TAKEN_OVER(
            "rule 7.f.iii", CheckableWhen.SERVICE, 201, "$.end_date", "(end_date is taken from the previous contract)"),
    SAME_FORM(
            "rule 7.g.i",
            CheckableWhen.REGISTRY,
            409,
            "$.id_form",
            "Submitted id_form does not correspond to previously created content"),
    PROGRAMS_OF_UPDATE(
            "rule 7.g.ii", CheckableWhen.REGISTRY, 422, "$.medical_programs", "(checked by rules 13.a to 13.e)"),
    MFO(
            "rule 8",
            CheckableWhen.ALWAYS,
            422,
            "$.contractor_payment_details.MFO",
            "required property MFO was not present"),
    FORM_IN_DICTIONARY("rule 9", CheckableWhen.ALWAYS, 422, "$.id_form", "value is not allowed in enum"),
    NO_OTHER_CONTRACT(
            "rule 10",
            CheckableWhen.REGISTRY,
            422,
            "$",
            "Active contract is found. Contract number must be sent in request"),
    EXTERNAL_DIVISION(
            "rules 11.a, 11.d",
            CheckableWhen.ALWAYS,
            422,
            "$.external_contractors[i].divisions[j].id",
            "The division is not belong to contractor_divisions"),
    EXTERNAL_EXPIRY(
            "rule 11.b",
            CheckableWhen.ALWAYS,
            422,
            "$.external_contractors[i].contract.expires_at",
            "Expires date must be greater than contract start_date"),
    EXTERNAL_ENTITY_SET(
            "rule 11.c",
            CheckableWhen.SERVICE,
            201,
            "$.external_contractors[i].legal_entity_id",
            "(set by the service)"),
    EXTERNAL_FLAG(
            "rule 12", CheckableWhen.ALWAYS, 422, "$.external_contractor_flag", "Invalid external_contractor_flag"),
    PROGRAMS_GIVEN(
            "rule 13, note",
            CheckableWhen.ALWAYS,
            422,
            "$.medical_programs",
            "required property medical_programs was not present"),
    PROGRAM_EXISTS(
            "rule 13.a",
            CheckableWhen.REGISTRY,
            422,
            "$.medical_programs[i]",
            "Reimbursement program with such id does not exist"),
    PROGRAM_ACTIVE(
            "rule 13.b", CheckableWhen.REGISTRY, 422, "$.medical_programs[i]", "Reimbursement program is not active"),
    PROGRAM_MEDICATION(
            "rule 13.c",
            CheckableWhen.REGISTRY,
            422,
            "$.medical_programs[i]",
            "Program with such id is not a reimbursement program"),
    PROGRAM_ALLOWED(
            "rule 13.d",
            CheckableWhen.REGISTRY,
            422,
            "$.medical_programs[i]",
            "Medical program is not allowed for this action"),
    PROGRAM_COMPOSITION(
            "rule 13.d.i",
            CheckableWhen.ALWAYS,
            409,
            "$.medical_programs",
            "The composition of medical programs does not correspond to the allowed composition"),
    PROGRAM_ONCE(
            "rule 13.e",
            CheckableWhen.ALWAYS,
            409,
            "$.medical_programs",
            "The list of medical programs contains duplicates"),
    SCHEMA("input parameters; contract §3", CheckableWhen.ALWAYS, 422, "$…", "(the validator's texts, contract §8.2)"),
    CONSENT(
            "request structure; contract §3.5",
            CheckableWhen.ALWAYS,
            422,
            "$.consent_text",
            "string does not match pattern: the text that the service demands counts character by character; leave it out and the hub fills"
                    + " it in"),
    SIGNER_EDRPOU("contract §5.2", CheckableWhen.ALWAYS, 422, "$.edrpou", "EDRPOU does not match legal_entity edrpou"),
    SIGNER_DRFO("contract §5.2", CheckableWhen.ALWAYS, 422, "$.drfo", "DRFO does not match signer drfo"),
    SIGNER_NUMBERS(
            "contract §5.2",
            CheckableWhen.ALWAYS,
            422,
            "$.data.signatures",
            "EDRPOU and DRFO is empty in digital sign"),
    SIGNER_IS_USER("contract §5.2", CheckableWhen.ALWAYS, 422, "$", "Does not match the signer drfo"),
    SIGNER_HAS_DRFO("contract §5.2", CheckableWhen.ALWAYS, 422, "$", "Invalid drfo"),
    SIGNER_HAS_SURNAME(
            "contract §5.2", CheckableWhen.ALWAYS, 422, "$.surname", "Signer surname is not exist in sign info"),
    SIGNER_SURNAME(
            "contract §5.2",
            CheckableWhen.ALWAYS,
            422,
            "$.last_name",
            "Signer surname does not match with current user last_name"),
    DOCUMENT_ARRIVED(
            "contract §1.5",
            CheckableWhen.SERVICE,
            422,
            "$",
            "media/upload_contract_request_statute.pdf md5 doesn't match"),
    ID_UNUSED("contract §6.1 step 2", CheckableWhen.SERVICE, 409, "$", "Invalid contract_request id");

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
    private final String message;

    EhealthRule(String source, CheckableWhen known, int status, String path, String message) {
        this.source = source;
        this.checkableWhen = known;
        this.status = status;
        this.path = path;
        this.message = message;
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

    String message() {
        return message;
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
        findings.error(code(), payloadPath(place), message.formatted(filling));
    }

    /** Returns the path in the order's payload of a path in the signed content. */
    static String payloadPath(String place) {
        return "$.contract" + place.substring(1);
    }
}
