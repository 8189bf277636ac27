package org.hospitalhub.sandbox.ehealth;

import java.util.Locale;
import java.util.Optional;

/** The two kinds of contract, with the legal entities that may ask for them (eHealth description, rule 1). */
enum ContractType {
    CAPITATION,
    REIMBURSEMENT;

    boolean allows(String legalEntityType) {
        return switch (legalEntityType) {
            case "MSP", "PRIMARY_CARE" -> this == CAPITATION;
            case "PHARMACY" -> this == REIMBURSEMENT;
            default -> false;
        };
    }

    /** Returns its name in paths and parameters. */
    String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ContractType> ofPath(String segment) {
        for (ContractType type : values()) {
            if (type.path().equals(segment)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
