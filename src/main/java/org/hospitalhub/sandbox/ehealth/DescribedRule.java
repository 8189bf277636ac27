package org.hospitalhub.sandbox.ehealth;

import java.util.Locale;

/**
 * Every numbered rule of the eHealth description with its source, HTTP status, JSON path and exact message.
 *
 * <p>The shape follows from status and path: 422 with a path is {@code validation_failed} with {@code invalid[]}, 422 without
 * one is the string form, 409 is {@code request_conflict}. Status 0 marks a rule that changes the request and refuses nothing.
 * {@code %s} stands for a value in the answer, {@code %d} for an array index. Paths that the description leaves out are those of
 * the open source server (eHealth contract §6.1).
 */
enum DescribedRule {
    AUTH_1("auth 1", 401, "", "Invalid access token"),
    AUTH_2(
            "auth 2",
            403,
            "",
            "Your scope does not allow to access this resource. Missing allowances: %s"), // literal 401 by switch
    AUTH_3("auth 3", 403, "", "Access denied. Party is not verified"),
    CLIENT_BLOCKED("HTTP codes", 403, "", "Client is blocked"),
    CLIENT_NOT_ACTIVE("HTTP codes", 403, "", "Client is not active"),
    RULE_1("rule 1.a.i", 409, "", "Contract type \"%s\" is not allowed for legal_entity with type \"%s\""),
    RULE_2_A("rule 2.a.i", 422, "", "previous_request does not exist"),
    RULE_2_B("rule 2.b.i", 422, "", "In case contract exists new contract request should be created"),
    RULE_2_C("rule 2.c.i", 422, "", "Previous request doesn't belong to legal entity"),
    RULE_2_D("rule 2.d.i", 422, "", "Id_form from previous request is not equal to id_form from request"),
    RULE_3_A_1(
            "rule 3.a.i",
            422,
            "$.contractor_divisions.[%d]",
            "Division must be active and within current legal_entity"),
    RULE_3_A_2("rule 3.a.ii", 422, "$.contractor_divisions", "Division duplicates"),
    RULE_3_B("rule 3.b", 422, "$.contractor_divisions", "schema does not allow additional properties"),
    EMPLOYEE_UNIQUE(
            "eHealth contract §6.1 step 15",
            422,
            "$.contractor_employee_divisions",
            "Employee division must be unique"),
    EMPLOYEE_EXISTS(
            "eHealth contract §6.1 step 15",
            422,
            "$.contractor_employee_divisions.[%d].employee_id",
            "Employee not found"),
    EMPLOYEE_DOCTOR(
            "eHealth contract §6.1 step 15",
            422,
            "$.contractor_employee_divisions.[%d].employee_id",
            "Employee must be active DOCTOR"),
    EMPLOYEE_OWN(
            "eHealth contract §6.1 step 15",
            422,
            "$.contractor_employee_divisions.[%d].employee_id",
            "Employee should be active Doctor within current legal_entity_id"),
    EMPLOYEE_DIVISION(
            "eHealth contract §6.1 step 15",
            422,
            "$.contractor_employee_divisions.[%d].division_id",
            "Division should be among contractor_divisions"),
    RULE_4_A("rule 4.a", 422, "$.start_date", "expected \"%s\" to be a valid ISO 8601 date"),
    RULE_4_B("rule 4.b", 422, "$.start_date", "Start date must be within this or next year"),
    RULE_4_EMPTY("eHealth contract §6.1 step 13'", 422, "$.start_date", "Start date can't be empty"),
    RULE_5_A("rule 5.a", 422, "$.end_date", "expected \"%s\" to be a valid ISO 8601 date"),
    RULE_5_B("rule 5.b", 0, "$.end_date", "the end may lie in the next year; the length is checked by rule 5.d"),
    RULE_5_C("rule 5.c", 422, "$.end_date", "The end_date should be greater or equal than the start_date"),
    RULE_5_D("rule 5.d", 422, "$.end_date", "The difference between end_date and start_date is more than %s days"),
    RULE_5_EMPTY("eHealth contract §6.1 step 13'", 422, "$.end_date", "End date can't be empty"),
    RULE_6(
            "rule 6.a.i",
            422,
            "$.contractor_owner_id",
            "Contractor owner must be an active OWNER or ADMIN and within current legal entity in contract request"),
    RULE_7_A("rule 7.a", 422, "$.contract_number", "string does not match pattern \"%s\""),
    RULE_7_B("rule 7.b.i", 422, "", "Contract with such contract number does not exist"),
    RULE_7_C("rule 7.c.i", 409, "", "Can not update terminated contract"),
    RULE_7_OWN("eHealth contract §6.1 step 11", 403, "", "You are not allowed to change this contract"),
    RULE_7_D("rule 7.d", 422, "$.start_date", "Start date can't be updated via Contract Request"),
    RULE_7_D_EMPLOYEES(
            "rule 7.d",
            422,
            "$.contractor_employee_divisions",
            "Employee divisions can't be updated via Contract Request"),
    RULE_7_E("rule 7.e.i", 409, "", "Submitted contract_type does not correspond to previously created content"),
    RULE_7_F_1(
            "rule 7.f.i.1",
            422,
            "$.end_date",
            "The year of end_date should be one year greater or equal to start_date"),
    RULE_7_F_2(
            "rule 7.f.i.2",
            422,
            "$.end_date",
            "The end_date may be equal or greater than today and less than or equal to three month from end_date the"
                    + " previous contract"),
    RULE_7_F_3("rule 7.f.ii", 0, "$.end_date", "without end_date that of the contract is taken"),
    RULE_7_G_1("rule 7.g.i", 409, "", "Submitted id_form does not correspond to previously created content"),
    RULE_7_G_2("rule 7.g.ii", 0, "$.medical_programs", "programs that are sent are checked by rule 13"),
    RULE_8("rule 8.a", 422, "$.contractor_payment_details.MFO", "required property MFO was not present"),
    RULE_9("rule 9.a", 422, "$.id_form", "value is not allowed in enum"),
    RULE_10("rule 10.a", 422, "", "Active contract is found. Contract number must be sent in request"),
    RULE_11_A(
            "rule 11.a.i",
            422,
            "$.external_contractors.[%d].divisions.[%d].id",
            "The division is not belong to contractor_divisions"),
    RULE_11_B(
            "rule 11.b.i",
            422,
            "$.external_contractors.[%d].contract.expires_at",
            "Expires date must be greater than contract start_date"),
    RULE_11_C("rule 11.c", 0, "$.external_contractors", "legal_entity_id becomes the client_id"),
    RULE_11_D(
            "rule 11.d",
            422,
            "$.external_contractors.[%d].legal_entity_id",
            "Active $external_contractors.[%1$d].legal_entity_id does not exist"),
    RULE_12("rule 12.b.i", 422, "$.external_contractor_flag", "Invalid external_contractor_flag"),
    RULE_12_C("rule 12.c", 0, "$.external_contractor_flag", "not sent: set to false"),
    RULE_13_A("rule 13.a.i", 422, "$.medical_programs.[%d]", "Reimbursement program with such id does not exist"),
    RULE_13_B("rule 13.b.i", 422, "$.medical_programs.[%d]", "Reimbursement program is not active"),
    RULE_13_C("rule 13.c.i", 422, "$.medical_programs.[%d]", "Program with such id is not a reimbursement program"),
    RULE_13_D("rule 13.d.i", 422, "$.medical_programs.[%d]", "Medical program is not allowed for this action"),
    RULE_13_D_NOTE(
            "rule 13.d.i.1",
            409,
            "$.medical_programs",
            "The composition of medical programs does not correspond to the allowed composition"),
    RULE_13_E("rule 13.e.i", 409, "$.medical_programs", "The list of medical programs contains duplicates");

    private final String source;
    private final int status;
    private final String path;
    private final String message;

    DescribedRule(String source, int status, String path, String message) {
        this.source = source;
        this.status = status;
        this.path = path;
        this.message = message;
    }

    String source() {
        return source;
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

    /** This rule broken; the arguments fill the message. */
    ServiceErrorException broken(Object... arguments) {
        String text = String.format(Locale.ROOT, message, arguments);
        return switch (status) {
            case 401 -> ServiceErrorException.unauthorised(text);
            case 403 -> ServiceErrorException.forbidden(text);
            case 409 ->
                path.isEmpty() ? ServiceErrorException.conflict(text) : ServiceErrorException.conflictAt(path, text);
            case 422 ->
                path.isEmpty() ? ServiceErrorException.unprocessable(text) : ServiceErrorException.at(path, text);
            default -> throw new IllegalStateException(name() + " refuses nothing");
        };
    }

    /** This rule broken at an element of an array; the indexes fill path and message. */
    Violation at(Object... indexes) {
        return Violation.invalid(
                String.format(Locale.ROOT, path, indexes), String.format(Locale.ROOT, message, indexes));
    }
}
