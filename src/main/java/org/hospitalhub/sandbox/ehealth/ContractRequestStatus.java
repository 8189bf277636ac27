package org.hospitalhub.sandbox.ehealth;

import java.util.EnumSet;
import java.util.Set;

/** Status of a contract request (eHealth contract §1.10). */
enum ContractRequestStatus {
    NEW,
    IN_PROCESS,
    DECLINED,
    APPROVED,
    PENDING_NHS_SIGN,
    NHS_SIGNED,
    SIGNED,
    TERMINATED;

    /** Still undecided or unsigned: can be terminated, overlapped and expired. */
    static final Set<ContractRequestStatus> PENDING =
            Set.copyOf(EnumSet.of(NEW, IN_PROCESS, APPROVED, PENDING_NHS_SIGN, NHS_SIGNED));

    boolean pending() {
        return PENDING.contains(this);
    }
}
