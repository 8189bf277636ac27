package org.hospitalhub.ehealth;

/** Operations that can be ordered of eHealth. */
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
}
