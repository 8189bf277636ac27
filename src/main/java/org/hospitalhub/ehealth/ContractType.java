package org.hospitalhub.ehealth;

import java.util.Locale;
import java.util.Set;

/** The two kinds of contracts. */
enum ContractType {
    /** Medical service to the population. */
    CAPITATION("CONTRACT_TYPE", "MSP,PRIMARY_CARE", "PMD_1"),
    /** Medicines that the state pays for. */
    REIMBURSEMENT("REIMBURSEMENT_CONTRACT_TYPE", "PHARMACY", "GENERAL,PMD_1,INSULIN_1,ND_1,PSYCHIATRY");

    private final String dictionary;
    private final String entityTypes;
    private final String idForms;

    ContractType(String dictionary, String entityTypes, String idForms) {
        this.dictionary = dictionary;
        this.entityTypes = entityTypes;
        this.idForms = idForms;
    }

    /** Returns the name as it stands in addresses: lower case (eHealth contract §1.3). */
    String segment() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the dictionary of its forms. */
    String dictionary() {
        return dictionary;
    }

    /** Returns the types of legal entities that may have one (eHealth description, rule 1.1). */
    Set<String> entityTypes() {
        return Set.of(entityTypes.split(",", -1));
    }

    /** Returns its forms for use where the dictionary is not at hand (eHealth contract §9). */
    Set<String> idForms() {
        return Set.of(idForms.split(",", -1));
    }
}
