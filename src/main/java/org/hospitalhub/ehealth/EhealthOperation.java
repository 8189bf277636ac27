package org.hospitalhub.ehealth;

import java.util.List;

/** What can be ordered of eHealth. */
enum EhealthOperation {
    CAPITATION("ehealth.capitation-contract-request"),
    REIMBURSEMENT("ehealth.reimbursement-contract-request"),
    APPROVE("ehealth.contract-request-approve"),
    TERMINATE("ehealth.contract-request-terminate"),
    SIGN("ehealth.contract-request-sign");

    private final String title;

    EhealthOperation(String title) {
        this.title = title;
    }

    static EhealthOperation named(String title) {
        for (EhealthOperation operation : values()) {
            if (operation.title.equals(title)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("eHealth has no operation " + title);
    }

    String title() {
        return title;
    }

    /** Returns the last part of the address of a follow-up operation (eHealth contract §1.4). */
    String action() {
        return switch (this) {
            case APPROVE -> "approve_msp";
            case TERMINATE -> "terminate";
            case SIGN -> "sign_msp";
            case CAPITATION, REIMBURSEMENT -> throw new IllegalStateException(title + " is no follow-up operation");
        };
    }

    List<String> resultFields() {
        return List.of("id", "contract_type", "status", "contract_number", "start_date", "end_date", "id_form");
    }
}
